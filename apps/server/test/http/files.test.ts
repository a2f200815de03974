import type { Readable } from "node:stream";
import { DatabaseError } from "@pixpress/db";
import { newId } from "@pixpress/db/id";
import { describe, expect, it } from "vitest";
import { faulty, replaced } from "../faulty.ts";
import { eventually } from "../world.ts";
import { png } from "./pictures.ts";
import { RawClient } from "./raw-client.ts";
import { refusal, serve } from "./serve.ts";

/** A server with one image; `address` is where its file is. */
async function withFile(options: Parameters<typeof serve>[0] = {}, name = "photo.png") {
  const server = await serve(options);
  const content = await png();
  const { imageId } = (await (await server.post(content, { name })).json()) as { imageId: string };
  const row = await server.parts.database.images.get(imageId);
  return { server, content, key: row?.key ?? "", address: `${server.url}/files/${row?.key}` };
}

describe("200", () => {
  it("the file, as an image and as nothing else, for ever, for pages of any origin", async () => {
    const { address, content } = await withFile();
    const response = await fetch(address);
    expect(Buffer.from(await response.arrayBuffer()).equals(content)).toBe(true);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "image/png",
      "content-length": `${content.length}`,
      "x-content-type-options": "nosniff",
      "content-security-policy": expect.stringMatching(/default-src 'none'.*sandbox/),
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
      etag: expect.stringMatching(/^"[\w-]+"$/),
    });
  });

  it("HEAD tells the same without the bytes", async () => {
    const { address, content } = await withFile();
    const response = await fetch(address, { method: "HEAD" });
    expect(response.headers.get("content-length")).toBe(`${content.length}`);
    expect(response.headers.get("content-type")).toBe("image/png");
    expect(await response.text()).toBe("");
  });
});

describe("206 and 416", () => {
  it("a range, unless the file is another than the range was meant for", async () => {
    const { address, content } = await withFile();
    const part = await fetch(address, { headers: { range: "bytes=1-3" } });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 1-3/${content.length}`);
    expect(await part.text()).toBe("PNG");
    expect((await fetch(address, { headers: { range: "bytes=1-3", "if-range": '"other"' } })).status).toBe(200);
  });

  it("a range behind the end", async () => {
    const { address, content } = await withFile();
    const response = await fetch(address, { headers: { range: "bytes=100000-" } });
    expect(response.headers.get("content-range")).toBe(`bytes */${content.length}`);
    expect(await refusal(response)).toMatchObject({ status: 416 });
  });
});

it("304 when the caller has it", async () => {
  const { address } = await withFile();
  const etag = (await fetch(address)).headers.get("etag") ?? "";
  for (const given of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
    expect((await fetch(address, { headers: { "if-none-match": given } })).status).toBe(304);
  }
  expect((await fetch(address, { headers: { "if-none-match": '"x"' } })).status).toBe(200);
});

it("304 and 416 let pages of any origin show what they have, as the file itself does", async () => {
  const { address } = await withFile();
  for (const headers of [{ "if-none-match": "*" }, { range: "bytes=100000-" }] as Record<string, string>[]) {
    expect((await fetch(address, { headers })).headers.get("cross-origin-resource-policy")).toBe("cross-origin");
  }
});

it("404, not 304, when there is no such file, whatever the caller has", async () => {
  const server = await serve();
  const response = await fetch(`${server.url}/files/images/${newId()}/abc.png`, { headers: { "if-none-match": "*" } });
  expect(await refusal(response)).toMatchObject({ status: 404, reason: "not_found" });
});

describe("?download", () => {
  it("gives the name it was uploaded with, and the extension of what it is", async () => {
    const { address } = await withFile({}, "Füße.heic");
    const disposition = (await fetch(`${address}?download`)).headers.get("content-disposition") ?? "";
    expect(disposition).toMatch(/^attachment; filename="?F/);
    expect(disposition).toContain(`filename*=UTF-8''${encodeURIComponent("Füße.png")}`);
  });

  it("gives the key's name while the database is away", async () => {
    const error = new DatabaseError("get", true, new Error("away"));
    const { address } = await withFile({ parts: ({ database }) => ({ database: faulty(database, { method: "images.get", error }) }) });
    const response = await fetch(`${address}?download`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="?[\w-]+\.png/);
  });
});

describe("404 when there is no such file", () => {
  it.each([
    `images/${newId()}/abc.png`,
    "images/x",
    "../pixpress.sqlite",
    "..%2fpixpress.sqlite",
    "images/%2e%2e/x.png",
    "pixpress.sqlite",
  ])("%s", async (path) => {
    const server = await serve();
    expect((await refusal(await fetch(`${server.url}/files/${path}`))).status).toBe(404);
  });
});

it("a reader that takes nothing more for IDLE_SECONDS is cut off, and the file is closed", async () => {
  const streams: Readable[] = [];
  const server = await serve({
    config: { IDLE_SECONDS: 0.3 },
    parts: ({ storage }) => ({
      storage: replaced(storage, "read", (real) => async (...given) => {
        const opened = (await real(...given)) as { stream: Readable };
        streams.push(opened.stream);
        return opened;
      }),
    }),
  });
  const { imageId } = (await (await server.post(Buffer.concat([await png(), Buffer.alloc(40_000_000, 1)]))).json()) as { imageId: string };
  const row = await server.parts.database.images.get(imageId);
  const client = await RawClient.open(server.port);
  client.socket.pause();
  client.send(`GET /files/${row?.key} HTTP/1.1\r\nhost: x\r\n\r\n`);
  await eventually(() => expect(streams[0]?.closed).toBe(true));
  client.socket.destroy();
});

it("503 when storage is away", async () => {
  const { StorageError } = await import("@pixpress/storage");
  const error = new StorageError("stat", "unavailable");
  const { address } = await withFile({ parts: ({ storage }) => ({ storage: faulty(storage, { method: "stat", error }) }) });
  expect(await refusal(await fetch(address))).toMatchObject({ status: 503, reason: "storage_unavailable" });
});
