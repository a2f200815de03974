import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { StorageError } from "@pixpress/storage";
import { describe, expect, it } from "vitest";
import { faulty } from "../faulty.ts";
import { storedKeys } from "../world.ts";
import { moving, pictures, png } from "./pictures.ts";
import { refusal, type Served, serve } from "./serve.ts";

/** Temporary files of uploads that are left. */
async function spooled({ folder }: Served): Promise<string[]> {
  const names = await readdir(join(folder, "tmp"), { recursive: true, withFileTypes: true });
  return names.filter((entry) => entry.isFile()).map(({ name }) => name);
}

async function expectNothingLeft(server: Served): Promise<void> {
  expect(await (await fetch(`${server.url}/images`)).json()).toEqual([]);
  expect(await storedKeys(server.parts)).toEqual([]);
  expect(await spooled(server)).toEqual([]);
}

describe("202 when the image is accepted", () => {
  it("names task and image, says where the task is, and the image is in the very next list", async () => {
    const server = await serve();
    const response = await server.post(await png(), { name: "Füße am Strand.png" });
    expect(response.status).toBe(202);
    const { taskId, imageId } = (await response.json()) as { taskId: string; imageId: string };
    expect(response.headers.get("location")).toBe(`/tasks/${taskId}`);
    const [image] = (await (await fetch(`${server.url}/images`)).json()) as Record<string, unknown>[];
    expect(image).toMatchObject({ id: imageId, taskId, name: "Füße am Strand.png", width: 8, height: 6, format: "png", status: "pending" });
    expect(await storedKeys(server.parts)).toHaveLength(1);
    expect(await spooled(server)).toEqual([]);
  });

  it.each(Object.entries(pictures))("takes %s, whatever the file is called", async (format, picture) => {
    const server = await serve();
    expect((await server.post(await picture(20, 10), { name: "whatever.bin" })).status).toBe(202);
    const [image] = (await (await fetch(`${server.url}/images`)).json()) as unknown[];
    expect(image).toMatchObject({ format, width: 20, height: 10, name: "whatever.bin" });
  });

  it.each(["before", "after"])("reads the recipe %s the file", async (place) => {
    const server = await serve();
    const form = new FormData();
    const recipe = () => form.append("recipe", JSON.stringify({ formats: ["webp"], maxWidth: 100 }));
    if (place === "before") recipe();
    form.append("image", new Blob([(await png()) as Buffer<ArrayBuffer>]), "a.png");
    if (place === "after") recipe();
    const response = await fetch(`${server.url}/images/upload`, { method: "POST", body: form });
    const { taskId } = (await response.json()) as { taskId: string };
    const task = (await (await fetch(`${server.url}/tasks/${taskId}`)).json()) as { recipe: unknown };
    expect(task.recipe).toMatchObject({ formats: ["webp"], maxWidth: 100, metadata: "strip" });
  });
});

describe("400 when the form is wrong", () => {
  const forms: [name: string, reason: string, build: (form: FormData, file: Blob) => void][] = [
    ["no file", "missing_file", (form) => form.append("recipe", "{}")],
    ["a text in the field image", "missing_file", (form) => form.append("image", "a text")],
    ["a second file", "too_many_files", (form, file) => [1, 2].forEach(() => form.append("image", file, "a.png"))],
    ["a file in another field", "unexpected_field", (form, file) => form.append("photo", file, "a.png")],
    ["a text in another field", "unexpected_field", (form, file) => [form.append("image", file, "a.png"), form.append("note", "x")]],
    ["a recipe that is not JSON", "invalid_recipe", (form, file) => [form.append("recipe", "{"), form.append("image", file, "a.png")]],
    [
      "a recipe that is no recipe",
      "invalid_recipe",
      (form, file) => [form.append("image", file, "a.png"), form.append("recipe", '{"formats":[]}')],
    ],
    [
      "a recipe with a field nobody knows",
      "invalid_recipe",
      (form, file) => [form.append("recipe", '{"maxWith":100}'), form.append("image", file, "a.png")],
    ],
    [
      "a score nothing can have",
      "invalid_recipe",
      (form, file) => [form.append("recipe", '{"quality":{"target":101}}'), form.append("image", file, "a.png")],
    ],
  ];
  it.each(forms)("%s: %s", async (_name, reason, build) => {
    const server = await serve();
    const form = new FormData();
    build(form, new Blob([(await png()) as Buffer<ArrayBuffer>]));
    expect(await refusal(await fetch(`${server.url}/images/upload`, { method: "POST", body: form }))).toMatchObject({
      status: 400,
      reason,
    });
    await expectNothingLeft(server);
  });

  const part = '--x\r\ncontent-disposition: form-data; name="image"; filename="a.png"\r\n\r\nabc';
  it.each([
    ["a body without its end", "multipart/form-data; boundary=x", part],
    ["a type without a boundary", "multipart/form-data", part],
    ["a body that is no form", "multipart/form-data; boundary=x", "hello"],
  ])("%s: invalid_multipart", async (_name, type, body) => {
    const server = await serve();
    const response = await fetch(`${server.url}/images/upload`, { method: "POST", headers: { "content-type": type }, body });
    expect(await refusal(response)).toMatchObject({ status: 400, reason: "invalid_multipart" });
    await expectNothingLeft(server);
  });
});

describe("413 when the file is too large", () => {
  it("counts what flows, where the whole request would have passed", async () => {
    const server = await serve({ config: { MAX_UPLOAD_BYTES: 1000 } });
    expect(await refusal(await server.post(Buffer.alloc(1001)))).toMatchObject({ status: 413, reason: "too_large", error: /1,000 bytes/ });
    await expectNothingLeft(server);
  });

  it("takes one of exactly the limit", async () => {
    const image = await png();
    const server = await serve({ config: { MAX_UPLOAD_BYTES: image.length } });
    expect((await server.post(image)).status).toBe(202);
  });
});

describe("415 when it is no form, or no image we take", () => {
  it.each(["image/png", "application/json", "application/x-www-form-urlencoded", "text/plain"])("a body of the type %s", async (type) => {
    const server = await serve();
    const response = await fetch(`${server.url}/images/upload`, { method: "POST", headers: { "content-type": type }, body: "{}" });
    expect(await refusal(response)).toMatchObject({ status: 415, reason: "unsupported_media" });
  });

  it("no body at all", async () => {
    const server = await serve();
    const response = await fetch(`${server.url}/images/upload`, { method: "POST" });
    expect(await refusal(response)).toMatchObject({ status: 415, reason: "unsupported_media" });
  });

  it.each<[string, RegExp, Buffer | string]>([
    ["a cursor", /cursor/, Buffer.concat([Buffer.from("00000200", "hex"), Buffer.alloc(60)])],
    ["SVG", /SVG/, '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>'],
    ["PDF", /PDF/, "%PDF-1.7\n"],
    ["ZIP", /ZIP/, Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(60)])],
    ["HTML", /HTML/, "<!doctype html><title>x</title>"],
    ["a text", /text/, "hello, I am a photo"],
    ["nothing", /empty/, ""],
    ["Photoshop", /Photoshop/, Buffer.concat([Buffer.from("8BPS\0\x01"), Buffer.alloc(60)])],
    ["MP4", /MP4/, Buffer.from("\0\0\0\x18ftypisom\0\0\0\0isommp42", "latin1")],
    ["bytes of no type", /unknown/, Buffer.from([1, 2, 0, 3, 250, 1])],
  ])("names %s", async (_name, sentence, content) => {
    const server = await serve();
    expect(await refusal(await server.post(content))).toMatchObject({ status: 415, reason: "unsupported_media", error: sentence });
    await expectNothingLeft(server);
  });
});

describe("422 when the image is too much, or is none", () => {
  it("too many pixels", async () => {
    const server = await serve({ config: { MAX_PIXELS: 47 } });
    expect(await refusal(await server.post(await png(8, 6)))).toMatchObject({ status: 422, reason: "too_many_pixels", error: /48 pixels/ });
    await expectNothingLeft(server);
  });

  it("too many pixels in all frames together", async () => {
    const server = await serve({ config: { MAX_PIXELS: 48 * 3 } });
    expect((await server.post(await moving("gif", 3))).status).toBe(202);
    expect(await refusal(await server.post(await moving("gif", 4)))).toMatchObject({ status: 422, reason: "too_many_pixels" });
  });

  it("too many frames", async () => {
    const server = await serve({ config: { MAX_FRAMES: 3 } });
    expect(await refusal(await server.post(await moving("webp", 4)))).toMatchObject({ reason: "too_many_pixels", error: /3 frames/ });
  });

  it("a side too long", async () => {
    const server = await serve({ config: { MAX_SIDE: 10 } });
    expect(await refusal(await server.post(await png(11, 1)))).toMatchObject({ reason: "too_many_pixels", error: /11 x 1/ });
  });

  it("a header that breaks off", async () => {
    const server = await serve();
    const cut = (await pictures.jpeg(8, 6)).subarray(0, 40);
    expect(await refusal(await server.post(cut))).toMatchObject({ status: 422, reason: "not_an_image" });
    await expectNothingLeft(server);
  });
});

describe("503 when it cannot be kept", () => {
  it("no room: storage_full, with the time to come back", async () => {
    const error = new StorageError("put", "full");
    const server = await serve({ parts: ({ storage }) => ({ storage: faulty(storage, { method: "put", error }) }) });
    const response = await server.post(await png());
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refusal(response)).toMatchObject({ status: 503, reason: "storage_full" });
    await expectNothingLeft(server);
  });
});

describe("500 when it is our fault", () => {
  it("shows the request's id and nothing else", async () => {
    const error = new TypeError("secret detail");
    const server = await serve({ parts: ({ storage }) => ({ storage: faulty(storage, { method: "put", error }) }) });
    const response = await server.post(await png());
    const text = await response.clone().text();
    expect(text).not.toMatch(/secret|TypeError|\.ts/);
    expect(await refusal(response)).toMatchObject({ status: 500, reason: "internal" });
  });
});
