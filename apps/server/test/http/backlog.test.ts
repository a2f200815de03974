import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { AcceptedUpload } from "@pixpress/contracts";
import { MessagingError } from "@pixpress/messaging";
import { afterEach, describe, expect, it } from "vitest";
import { startFakeWorker } from "../fake-worker.ts";
import { faulty } from "../faulty.ts";
import { eventually } from "../world.ts";
import { png } from "./pictures.ts";
import { partHead, RawClient } from "./raw-client.ts";
import { refusal, type Served, serve } from "./serve.ts";

const clients: RawClient[] = [];
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.destroy();
});

/** A server that takes so many tasks, and has them. */
async function full(pending = 2): Promise<{ server: Served; uploads: AcceptedUpload[] }> {
  const server = await serve({ config: { MAX_PENDING: pending } });
  const uploads: AcceptedUpload[] = [];
  for (let sent = 0; sent < pending; sent += 1) {
    const answer = await server.post(await png(), { headers: { "idempotency-key": `first-${sent}` } });
    uploads.push((await answer.json()) as AcceptedUpload);
  }
  return { server, uploads };
}

const createTask = ({ url }: Served, imageId: string, key?: string) =>
  fetch(`${url}/images/${imageId}/tasks`, { method: "POST", headers: key === undefined ? {} : { "idempotency-key": key } });

describe("429 while MAX_PENDING tasks are unfinished", () => {
  it("an upload, with the second at which to come again", async () => {
    const { server } = await full();
    const answer = await server.post(await png());
    expect(answer.headers.get("retry-after")).toMatch(/^([1-9]|[1-9]\d|1[01]\d|120)$/);
    expect(await refusal(answer)).toEqual({
      status: 429,
      reason: "backlog_full",
      error: expect.stringMatching(/^The service is busy; try again in (a second|\d+ seconds)\.$/),
    });
    expect(await (await fetch(`${server.url}/images`)).json()).toHaveLength(2);
  });

  it("before the body is read, and without a word to go on to a client that asks first", async () => {
    const { server } = await full();
    for (const more of ["", "\r\nexpect: 100-continue"]) {
      const client = await RawClient.open(server.port);
      clients.push(client);
      client.beginUpload(`content-length: 10000000${more}`);
      await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 429 [\s\S]*backlog_full/));
      expect(client.received).toMatch(/retry-after: \d/i);
    }
  });

  it.each(["content-length: 4000", "content-length: 10000000", "transfer-encoding: chunked"])(
    "while a slow client has sent only a little of its body (%s), of which nothing is kept",
    async (length) => {
      const { server } = await full();
      const client = await RawClient.open(server.port);
      clients.push(client);
      client.beginUpload(length);
      const chunked = length.startsWith("transfer");
      const piece = (text: string) => client.send(chunked ? `${text.length.toString(16)}\r\n${text}\r\n` : text);
      piece(partHead);
      const sending = setInterval(() => piece("x"), 20);
      await eventually(() => expect(client.received).toMatch(/^HTTP\/1\.1 429 [\s\S]*backlog_full/)).finally(() => clearInterval(sending));
      expect(client.received).toMatch(/retry-after: \d/i);
      // Not a whole body by far.
      expect(client.socket.bytesWritten).toBeLessThan(3000);
      const files = await readdir(join(server.folder, "tmp"), { recursive: true, withFileTypes: true });
      expect(files.filter((entry) => entry.isFile())).toEqual([]);
    },
  );

  it("a task of an image that is there, by REST and by tRPC, which tells the seconds in the answer too", async () => {
    const { server, uploads } = await full();
    const imageId = uploads[0]?.imageId ?? "";
    const byRest = await createTask(server, imageId);
    expect(byRest.headers.get("retry-after")).toMatch(/^\d+$/);
    expect(await refusal(byRest)).toMatchObject({ status: 429, reason: "backlog_full" });
    const byTrpc = await fetch(`${server.url}/trpc/tasks.create`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ imageId }),
    });
    expect([byTrpc.status, byTrpc.headers.get("retry-after")]).toEqual([429, expect.stringMatching(/^\d+$/)]);
    expect(await byTrpc.json()).toMatchObject({ error: { data: { reason: "backlog_full", retryAfterSeconds: expect.any(Number) } } });
    expect(await server.parts.database.tasks.ofImage(imageId)).toHaveLength(1);
  });

  it("and no sooner: of fifty at once exactly as many are taken as there is room for", async () => {
    const server = await serve({ config: { MAX_PENDING: 10 } });
    const image = await png();
    const answers = await Promise.all(Array.from({ length: 50 }, () => server.post(image)));
    expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(40);
    const seconds = answers.flatMap(({ headers }) => headers.get("retry-after") ?? []).map(Number);
    expect(Math.max(...seconds)).toBeGreaterThan(Math.min(...seconds));
  });

  it("counts what was taken here also while the queue is away", async () => {
    const error = new MessagingError("tasks", true, new Error("it is away"));
    const away = (method: string) => ({ method, error });
    const server = await serve({
      config: { MAX_PENDING: 2 },
      parts: ({ messaging }) => ({
        messaging: ["send", "counts"].reduce((port, verb) => faulty(port, away(`smallTasks.${verb}`)), messaging),
      }),
    });
    const statuses: number[] = [];
    for (let sent = 0; sent < 3; sent += 1) statuses.push((await server.post(await png())).status);
    expect(statuses).toEqual([202, 202, 429]);
  });
});

describe("202 although MAX_PENDING tasks are unfinished", () => {
  it("for an upload whose key has begun it: the first answer again; with another body it is 422", async () => {
    const { server, uploads } = await full();
    const again = await server.post(await png(), { headers: { "idempotency-key": "first-0" } });
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([202, "true"]);
    expect(await again.json()).toEqual(uploads[0]);
    const other = await server.post(await png(), { name: "another.png", headers: { "idempotency-key": "first-0" } });
    expect(await refusal(other)).toMatchObject({ status: 422, reason: "idempotency_key_reused" });
    const unknown = await server.post(await png(), { headers: { "idempotency-key": "not one of them" } });
    expect(unknown.status).toBe(429);
  });

  it("for a task whose key has begun it", async () => {
    const server = await serve({ config: { MAX_PENDING: 2 } });
    const { imageId } = (await (await server.post(await png())).json()) as AcceptedUpload;
    const first = await createTask(server, imageId, "again");
    expect(first.status).toBe(202);
    const again = await createTask(server, imageId, "again");
    expect([again.status, again.headers.get("idempotent-replayed")]).toEqual([202, "true"]);
    expect((await createTask(server, imageId, "another")).status).toBe(429);
  });

  it("as soon as there is room again", async () => {
    const { server } = await full();
    expect((await server.post(await png())).status).toBe(429);
    startFakeWorker(server.parts);
    await eventually(async () => expect((await server.post(await png())).status).toBe(202));
  });

  it("where an upload has broken off: it holds no place", async () => {
    const server = await serve({ config: { MAX_PENDING: 1 } });
    const client = await RawClient.open(server.port);
    client.beginUpload("content-length: 1000000");
    await eventually(async () => expect((await server.post(await png())).status).toBe(429));
    client.socket.destroy();
    await eventually(async () => expect((await server.post(await png())).status).toBe(202));
  });

  it("with MAX_PENDING=0, which is no limit", async () => {
    const server = await serve({ config: { MAX_PENDING: 0 } });
    for (let sent = 0; sent < 5; sent += 1) expect((await server.post(await png())).status).toBe(202);
  });
});
