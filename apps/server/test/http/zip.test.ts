import { newId } from "@pixpress/db/id";
import { StorageError } from "@pixpress/storage";
import { describe, expect, it } from "vitest";
import { startFakeWorker } from "../fake-worker.ts";
import { faulty, replaced } from "../faulty.ts";
import { eventually } from "../world.ts";
import { png } from "./pictures.ts";
import { refusal, type Served, serve } from "./serve.ts";
import { readStored } from "./stored-zip.ts";

const zip = ({ url }: Served, ids: unknown) =>
  fetch(`${url}/images/zip`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ ids }) });

async function upload(server: Served, name: string, width = 8): Promise<string> {
  return ((await (await server.post(await png(width), { name })).json()) as { imageId: string }).imageId;
}

describe("200", () => {
  it("the compressed files, and the originals where there are none, each under its own name", async () => {
    const server = await serve();
    startFakeWorker(server.parts);
    const first = await upload(server, "holiday.heic");
    await eventually(async () => expect((await server.parts.database.images.get(first))?.compressedUrl).not.toBeNull());
    await server.parts.messaging.close();
    const second = await upload(server, "holiday.png", 9);
    const response = await zip(server, [first, second, first]);
    expect(response.headers.get("content-type")).toBe("application/zip");
    const entries = readStored(Buffer.from(await response.arrayBuffer()));
    expect(entries.map(({ name }) => name)).toEqual(["holiday.png", "holiday (2).png"]);
    expect(entries[0]?.content.toString()).toMatch(/^small /);
    expect(entries[1]?.content.equals(await png(9))).toBe(true);
  });
});

describe("404 before anything is sent", () => {
  it("an unknown image, or a deleted one", async () => {
    const server = await serve();
    const known = await upload(server, "a.png");
    expect(await refusal(await zip(server, [known, newId()]))).toMatchObject({ status: 404, reason: "not_found" });
    await fetch(`${server.url}/images/${known}`, { method: "DELETE" });
    expect(await refusal(await zip(server, [known]))).toMatchObject({ status: 404, reason: "not_found" });
  });
});

it.each([[[]], [["nonsense"]], ["all"]])("400 for the ids %j", async (ids) => {
  expect(await refusal(await zip(await serve(), ids))).toMatchObject({ status: 400, reason: "invalid_input" });
});

it("a file that cannot be read breaks the connection: no archive that merely looks whole", async () => {
  const error = new StorageError("read", "unavailable");
  let reads = 0;
  const server = await serve({
    parts: ({ storage }) => ({
      storage: replaced(storage, "read", (real) => async (...given) => {
        reads += 1;
        if (reads > 1) throw error;
        return real(...given);
      }),
    }),
  });
  const ids = [await upload(server, "a.png", 2000), await upload(server, "b.png")];
  const response = await zip(server, ids);
  await expect(response.arrayBuffer()).rejects.toThrow();
});

it("503 when the very first file cannot be read", async () => {
  const error = new StorageError("read", "unavailable");
  const server = await serve({ parts: ({ storage }) => ({ storage: faulty(storage, { method: "read", error }) }) });
  const id = await upload(server, "a.png");
  expect(await refusal(await zip(server, [id]))).toMatchObject({ status: 503, reason: "storage_unavailable" });
});
