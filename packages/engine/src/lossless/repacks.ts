import type { InputFormat } from "@pixpress/contracts";
import { repackJpeg } from "./jpeg.ts";
import { repackPng } from "./png.ts";
import type { Repack } from "./repack.ts";

/** The formats that can be packed better with their pixels untouched. */
export const repacks: Readonly<Partial<Record<InputFormat, Repack>>> = { jpeg: repackJpeg, png: repackPng };
