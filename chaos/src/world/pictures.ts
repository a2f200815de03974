import { photo as anyPhoto } from "@pixpress/test-servers/photo";

/** A small picture that compresses like a photograph, different for every seed; there are hundreds of them at once. */
export const photo = (seed: number, width = 160, height = 120): Promise<Buffer> => anyPhoto(seed, width, height);
