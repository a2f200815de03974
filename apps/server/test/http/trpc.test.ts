import type { AppRouter, Event } from "@pixpress/contracts";
import { newId } from "@pixpress/db/id";
import { createTRPCClient, httpBatchLink } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { createServer } from "../../src/create-server.ts";
import { startFakeWorker } from "../fake-worker.ts";
import { eventually, openWorld } from "../world.ts";
import { png } from "./pictures.ts";
import { type Served, serve } from "./serve.ts";

const clientOf = ({ url }: Pick<Served, "url">) => createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${url}/trpc` })] });

/** Reads a stream of events until its end; `events` grows as they come. */
function watch(url: string, lastEventId?: string) {
  const events: Event[] = [];
  const stop = new AbortController();
  const input = encodeURIComponent(JSON.stringify(lastEventId === undefined ? {} : { lastEventId }));
  const state = { events, text: "", ended: false, stop: () => stop.abort() };
  const done = (async () => {
    const response = await fetch(`${url}/trpc/tasks.watch?input=${input}`, {
      headers: { accept: "text/event-stream" },
      signal: stop.signal,
    });
    for await (const chunk of response.body ?? []) {
      state.text += Buffer.from(chunk).toString();
      const lines = state.text.split("\n").filter((line) => line.startsWith("data: {") && line.includes('"kind"'));
      events.splice(0, events.length, ...lines.map((line) => JSON.parse(line.slice(6)) as Event));
    }
  })();
  done
    .catch(() => undefined)
    .finally(() => {
      state.ended = true;
    });
  return state;
}

describe("calls", () => {
  it("twenty in one batch are answered", async () => {
    const server = await serve();
    const client = clientOf(server);
    const answers = await Promise.allSettled(Array.from({ length: 20 }, () => client.images.get.query({ id: newId() })));
    expect(answers.map(({ status }) => status)).toEqual(Array(20).fill("rejected"));
    expect(await client.images.list.query({})).toEqual({ items: [], nextCursor: null });
  });

  it.each(["multipart/form-data; boundary=x", "application/octet-stream", "text/plain"])("415 for a body of the type %s", async (type) => {
    const server = await serve();
    const response = await fetch(`${server.url}/trpc/images.delete`, { method: "POST", headers: { "content-type": type }, body: "x" });
    expect(response.status).toBe(415);
    expect(await response.json()).toMatchObject({ error: { data: { httpStatus: 415, reason: "unsupported_media" } } });
  });

  it("415 for a call that names no type, with the request's id", async () => {
    const server = await serve();
    const response = await fetch(`${server.url}/trpc/images.delete`, { method: "POST" });
    expect(await response.json()).toMatchObject({
      error: { data: { httpStatus: 415, reason: "unsupported_media", requestId: response.headers.get("x-request-id") } },
    });
  });

  it("413 for more JSON than a call needs", async () => {
    const server = await serve();
    const body = JSON.stringify({ id: "x".repeat(2_000_000) });
    const response = await fetch(`${server.url}/trpc/images.delete`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
    });
    expect(response.status).toBe(413);
  });

  it("a 503 carries the time to come back", async () => {
    const { faulty } = await import("../faulty.ts");
    const { DatabaseError } = await import("@pixpress/db");
    const error = new DatabaseError("list", true, new Error("away"));
    const server = await serve({ parts: ({ database }) => ({ database: faulty(database, { method: "images.list", error }) }) });
    const response = await fetch(`${server.url}/trpc/images.list?input=%7B%7D`);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("tasks.watch", () => {
  it("tells live of what changes, and catches up from the last event that was seen", async () => {
    const server = await serve();
    startFakeWorker(server.parts);
    const live = watch(server.url);
    await eventually(() => expect(live.text).toContain("connected"));
    const { taskId } = (await (await server.post(await png())).json()) as { taskId: string };
    const isDone = (event: Event) => event.kind === "task.changed" && event.task.id === taskId && event.task.status === "completed";
    await eventually(() => expect(live.events.some(isDone)).toBe(true));
    const done = live.events.find(isDone);
    expect(done?.kind === "task.changed" && done.task.outputs[0]?.url.startsWith(server.url)).toBe(true);
    live.stop();

    const late = watch(server.url, new Date(0).toISOString());
    await eventually(() => expect(late.events.some(isDone)).toBe(true));
    late.stop();
  });

  it("says what is wrong with its input in the words of tRPC's client, and ends", async () => {
    const server = await serve();
    const stream = watch(server.url, "yesterday");
    await eventually(() => expect(stream.ended).toBe(true));
    expect(stream.text).toMatch(/^event: connected\ndata: \{"reconnectAfterInactivityMs":45000\}\n\nevent: serialized-error\n/);
    expect(JSON.parse(/^data: (.*"httpStatus".*)$/m.exec(stream.text)?.[1] ?? "{}")).toMatchObject({
      code: -32600,
      data: { code: "BAD_REQUEST", httpStatus: 400, path: "tasks.watch", reason: "invalid_input", requestId: expect.any(String) },
    });
  });

  it("takes up from the header a browser sends when it comes again", async () => {
    const server = await serve();
    await server.post(await png());
    const response = await fetch(`${server.url}/trpc/tasks.watch?input=%7B%7D`, {
      headers: { "last-event-id": new Date(0).toISOString() },
    });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("task.changed")) text += (await reader?.read())?.value ?? "";
    expect(text).toMatch(/\nid: \d{4}-\d\d-\d\dT[\d:.]+Z\n\n/);
    await reader?.cancel();
  });

  it("is broken off by a stop, never ended: its client reconnects elsewhere", async () => {
    const world = await openWorld({ PORT: 0 });
    const server = createServer(world.parts);
    const { port } = await server.start();
    const stream = watch(`http://127.0.0.1:${port}`);
    await eventually(() => expect(stream.text).toContain("connected"));
    await server.stop();
    await eventually(() => expect(stream.ended).toBe(true));
    expect(stream.text).not.toContain("return");
    await world.close();
  });
});
