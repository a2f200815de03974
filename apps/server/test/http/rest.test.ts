import { newId } from "@pixpress/db/id";
import { describe, expect, it } from "vitest";
import { startFakeWorker } from "../fake-worker.ts";
import { defaultRecipe, eventually } from "../world.ts";
import { png } from "./pictures.ts";
import { refusal, type Served, serve } from "./serve.ts";

async function uploaded(server: Served, name = "photo.png"): Promise<{ imageId: string; taskId: string }> {
  return (await (await server.post(await png(), { name })).json()) as { imageId: string; taskId: string };
}

const get = async <T>(server: Served, path: string): Promise<T> => (await (await fetch(server.url + path)).json()) as T;

describe("GET /images", () => {
  it("200: an array, newest first, in pages that name the next one", async () => {
    const server = await serve();
    const ids: string[] = [];
    for (const name of ["a.png", "b.png", "c.png"]) ids.unshift((await uploaded(server, name)).imageId);
    const first = await fetch(`${server.url}/images?limit=2`);
    const page = (await first.json()) as { id: string }[];
    expect(page.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    const next = /^<(.*)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    expect(next).toMatch(`${server.url}/images?limit=2&cursor=`);
    const second = await fetch(next);
    expect(((await second.json()) as { id: string }[]).map(({ id }) => id)).toEqual(ids.slice(2));
    expect(second.headers.get("link")).toBeNull();
  });

  it("200: without a limit the newest 500, and Link leads to the rest", async () => {
    const server = await serve();
    const ids = Array.from({ length: 503 }, () => newId());
    for (const id of ids) {
      const taskId = newId(id);
      const row = { id, taskId, imageUrl: `/files/images/${id}/a.png`, key: `images/${id}/a.png`, name: "a.png" };
      const size = { bytes: 1, width: 1, height: 1, pixels: 1, format: "png" } as const;
      await server.parts.database.images.insertWithTask({ ...row, ...size }, { id: taskId, imageId: id, recipe: defaultRecipe });
    }
    const newest = ids.toSorted().reverse();
    const first = await fetch(`${server.url}/images`);
    expect(((await first.json()) as { id: string }[]).map(({ id }) => id)).toEqual(newest.slice(0, 500));
    const next = /^<(.*)>; rel="next"$/.exec(first.headers.get("link") ?? "")?.[1] ?? "";
    expect((await get<{ id: string }[]>(server, next.slice(server.url.length))).map(({ id }) => id)).toEqual(newest.slice(500));
  });

  it.each(["0", "501", "", "1.5", "0x10", "1e2", "%201", "-1", "many", "1&limit=2"])("400 for the limit %j", async (limit) => {
    const server = await serve();
    expect(await refusal(await fetch(`${server.url}/images?limit=${limit}`))).toMatchObject({ status: 400, reason: "invalid_input" });
  });

  it("is told anew each time: nothing on the way may keep it", async () => {
    const server = await serve();
    expect((await fetch(`${server.url}/images`)).headers.get("cache-control")).toBe("no-store");
  });

  it("200: with a slash at its end too", async () => {
    const server = await serve();
    await uploaded(server);
    expect(await get<unknown[]>(server, "/images/")).toHaveLength(1);
  });

  it("200: addresses are absolute, by the origin that asked or by PUBLIC_URL", async () => {
    const server = await serve();
    await uploaded(server);
    const [image] = await get<{ imageUrl: string }[]>(server, "/images");
    expect(image?.imageUrl).toMatch(`${server.url}/files/images/`);
    const known = await serve({ config: { PUBLIC_URL: "https://images.example" } });
    await uploaded(known);
    const [other] = await get<{ imageUrl: string }[]>(known, "/images");
    expect(other?.imageUrl).toMatch("https://images.example/files/images/");
  });

  it("believes forwarded headers only of whom TRUST_PROXY names", async () => {
    const headers = { "x-forwarded-proto": "https", "x-forwarded-host": "images.example" };
    for (const [TRUST_PROXY, origin] of [
      ["true", "https://images.example"],
      ["loopback", "https://images.example"],
      ["false", "http://127.0.0.1"],
      ["10.0.0.0/8", "http://127.0.0.1"],
    ] as const) {
      const server = await serve({ config: { TRUST_PROXY } });
      await uploaded(server);
      const [image] = (await (await fetch(`${server.url}/images`, { headers })).json()) as { imageUrl: string }[];
      expect(image?.imageUrl.startsWith(origin)).toBe(true);
    }
  });
});

describe("a task and its image", () => {
  it("200: from pending to completed, with what it brought", async () => {
    const server = await serve();
    startFakeWorker(server.parts);
    const { imageId, taskId } = await uploaded(server);
    await eventually(async () => expect(await get(server, `/tasks/${taskId}/status`)).toEqual({ taskId, status: "completed" }));
    const task = await get<{ outputs: { url: string }[] }>(server, `/tasks/${taskId}`);
    const image = await get<{ compressedUrl: string; status: string }>(server, `/images/${imageId}`);
    expect(image).toMatchObject({ status: "completed", compressedUrl: task.outputs[0]?.url });
    expect((await fetch(image.compressedUrl)).status).toBe(200);
  });

  it("202: compressed again, by the default recipe where none is given", async () => {
    const server = await serve();
    const { imageId } = await uploaded(server);
    const bare = await fetch(`${server.url}/images/${imageId}/tasks`, { method: "POST" });
    const typed = await fetch(`${server.url}/images/${imageId}/tasks`, { method: "POST", headers: { "content-type": "application/json" } });
    for (const response of [bare, typed]) {
      expect(response.status).toBe(202);
      const { taskId } = (await response.json()) as { taskId: string };
      expect(response.headers.get("location")).toBe(`/tasks/${taskId}`);
    }
    const tasks = await get<unknown[]>(server, "/tasks?status=pending");
    expect(tasks).toHaveLength(3);
    expect(await get(server, "/tasks?status=failed")).toEqual([]);
  });

  it("400 for an unknown status, 404 for an unknown task", async () => {
    const server = await serve();
    expect(await refusal(await fetch(`${server.url}/tasks?status=lost`))).toMatchObject({
      status: 400,
      reason: "invalid_input",
      error: /^status: /,
    });
    expect(await refusal(await fetch(`${server.url}/tasks/${newId()}/status`))).toMatchObject({ status: 404, reason: "not_found" });
    expect(await refusal(await fetch(`${server.url}/tasks/x/status`))).toMatchObject({ status: 400, reason: "invalid_input" });
  });
});

describe("a deletion", () => {
  it("200: hides the image at once; undone, it is back", async () => {
    const server = await serve();
    const { imageId } = await uploaded(server);
    const deleted = await fetch(`${server.url}/images/${imageId}`, { method: "DELETE" });
    expect(await deleted.json()).toMatchObject({ imageId, undoUntil: expect.any(String) });
    expect(await get(server, "/images")).toEqual([]);
    expect((await fetch(`${server.url}/images/${imageId}`)).status).toBe(404);
    const undone = await fetch(`${server.url}/images/${imageId}/undo`, { method: "POST" });
    expect(await undone.json()).toMatchObject({ id: imageId });
    expect(await get(server, "/images")).toHaveLength(1);
  });
});

describe("GET /meta", () => {
  it("200: the limits the page needs", async () => {
    const server = await serve({ config: { MAX_UPLOAD_BYTES: 12_345 } });
    expect(await get(server, "/meta")).toMatchObject({ name: "pixpress", limits: { maxUploadBytes: 12_345 } });
  });
});

describe("what no route takes", () => {
  it.each(["/nothing", "/images/1/2/3", "/notification/subscribe", "/files", "/trpc"])("404 at %s", async (path) => {
    const server = await serve();
    expect(await refusal(await fetch(server.url + path))).toMatchObject({ status: 404, reason: "not_found" });
  });

  it.each([
    ["PUT", "/images", "GET, HEAD"],
    ["GET", "/images/upload", "POST"],
    ["DELETE", "/images/upload/", "POST"],
    ["GET", "/images/zip", "POST"],
    ["PATCH", `/images/${newId()}`, "DELETE, GET, HEAD"],
    ["POST", "/openapi.json", "GET, HEAD"],
  ])("405 for %s %s, with what is allowed", async (method, path, allow) => {
    const server = await serve();
    const response = await fetch(server.url + path, { method });
    expect(response.headers.get("allow")).toBe(allow);
    expect(await refusal(response)).toMatchObject({ status: 405, reason: "method_not_allowed" });
  });

  it("400 for JSON that is none, 413 for too much of it, 415 for what is not JSON", async () => {
    const server = await serve();
    const { imageId } = await uploaded(server);
    const send = (body: string, type = "application/json") =>
      fetch(`${server.url}/images/${imageId}/tasks`, { method: "POST", headers: { "content-type": type }, body });
    expect(await refusal(await send("{"))).toMatchObject({ status: 400, reason: "invalid_input" });
    expect(await refusal(await send(JSON.stringify("x".repeat(2_000_000))))).toMatchObject({ status: 413, reason: "too_large" });
    expect(await refusal(await send("a=1", "application/x-www-form-urlencoded"))).toMatchObject({
      status: 415,
      reason: "unsupported_media",
    });
  });

  it("400 for an address that cannot be read", async () => {
    const server = await serve();
    expect(await refusal(await fetch(`${server.url}/images/%zz`))).toMatchObject({ status: 400, reason: "invalid_input" });
  });
});
