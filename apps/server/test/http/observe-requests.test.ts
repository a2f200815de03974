import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseError } from "@pixpress/db";
import { describe, expect, it } from "vitest";
import { faulty } from "../faulty.ts";
import { openTelemetryRoom, type TelemetryRoom } from "../telemetry/room.ts";
import { eventually } from "../world.ts";
import { png } from "./pictures.ts";
import { partHead, RawClient } from "./raw-client.ts";
import { type Served, serve } from "./serve.ts";

async function serveAndTell(options: Parameters<typeof serve>[0] = {}): Promise<Served & TelemetryRoom> {
  const room = await openTelemetryRoom();
  const { telemetry } = room;
  const server = await serve({ ...options, parts: (parts) => ({ ...options.parts?.(parts), telemetry }) });
  return { ...server, ...room };
}
const uploads = (room: TelemetryRoom, outcome: string) => room.valueOf(`pixpress_uploads_total{outcome="${outcome}"}`);
const becomes = (room: TelemetryRoom, outcome: string, count: number) =>
  eventually(async () => expect([outcome, await uploads(room, outcome)]).toEqual([outcome, count]));

describe("an upload is counted once, by how it ended", () => {
  it("accepted, and replayed where its key was known: its bytes count once", async () => {
    const room = await serveAndTell();
    const file = await png();
    const headers = { "idempotency-key": "one" };
    for (let count = 0; count < 3; count += 1) expect((await room.post(file, { headers })).status).toBe(202);
    await becomes(room, "accepted", 1);
    await becomes(room, "replayed", 2);
    expect(await room.valueOf("pixpress_upload_bytes_total")).toBe(file.length);
    expect(await room.valueOf('pixpress_stage_seconds_count{stage="upload"}')).toBe(1);
  });

  it("refused, by the reason that its sender was told", async () => {
    const room = await serveAndTell({ config: { MAX_UPLOAD_BYTES: 1000, ACCESS_TOKEN: "a long secret" } });
    const headers = { authorization: "Bearer a long secret" };
    await room.post(await png());
    await room.post(Buffer.alloc(2000), { headers });
    await room.post(Buffer.alloc(200_000), { headers });
    await room.post(Buffer.from("no image"), { headers });
    await room.post(await png(), { headers, recipe: "{" });
    await becomes(room, "unauthorized", 1);
    await becomes(room, "too_large", 2);
    await becomes(room, "unsupported_media", 1);
    await becomes(room, "invalid_recipe", 1);
    expect(await uploads(room, "accepted")).toBe(0);
  });

  it("aborted, where its client left", async () => {
    const room = await serveAndTell();
    const client = await RawClient.open(room.port);
    client.beginUpload("content-length: 10000");
    client.send(`${partHead}some bytes of a file that does not come to its end`);
    // By then the server has begun to read: what came before a reset is thrown away.
    await eventually(async () => expect((await readdir(join(room.folder, "tmp"), { recursive: true })).length).toBeGreaterThan(1));
    client.socket.resetAndDestroy();
    await becomes(room, "aborted", 1);
    expect(await uploads(room, "invalid_multipart")).toBe(0);
  });

  it("failed by what is down, as a span that failed, with what failed in it", async () => {
    const error = new DatabaseError("images.insertWithTask", true, new Error("away"));
    const broken = { method: "images.insertWithTask", error };
    const room = await serveAndTell({ parts: ({ database }) => ({ database: faulty(database, broken) }) });
    expect((await room.post(await png())).status).toBe(503);
    await becomes(room, "database_unavailable", 1);
    await eventually(() => expect(room.collector.spans.map(({ name }) => name)).toContain("upload"));
    const failed = room.collector.spans.filter((span) => span.failed).map(({ name, attributes }) => [name, attributes["error.type"]]);
    expect(failed).toEqual(
      expect.arrayContaining([
        ["insert", "DatabaseError"],
        ["upload", "database_unavailable"],
      ]),
    );
  });
});

describe("a request that changes something", () => {
  it("is a span by its route, the caller's where the caller names one; one that only reads is none", async () => {
    const room = await serveAndTell();
    const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    const { imageId } = (await (await room.post(await png())).json()) as { imageId: string };
    await fetch(`${room.url}/images`, { headers: { traceparent } });
    await fetch(`${room.url}/images/${imageId}/tasks`, { method: "POST", headers: { traceparent } });
    await fetch(`${room.url}/nowhere`, { method: "POST" });
    await fetch(`${room.url}/images/${imageId}`, { method: "DELETE" });
    const roots = () => room.collector.spans.filter(({ attributes }) => "http.route" in attributes);
    await eventually(() => expect(roots().map(({ name }) => name)).toEqual(["upload", "POST /images/:id/tasks", "DELETE /images/:id"]));
    expect(roots()[1]).toMatchObject({ traceId: traceparent.split("-")[1], parentSpanId: traceparent.split("-")[2] });
    expect(room.collector.spans.filter(({ name }) => name === "enqueue").map(({ traceId }) => traceId)).toEqual([
      roots()[0]?.traceId,
      roots()[1]?.traceId,
    ]);
  });
});
