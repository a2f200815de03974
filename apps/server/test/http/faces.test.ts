import { type AppRouter, appRouter } from "@pixpress/contracts";
import { type Database, DatabaseError } from "@pixpress/db";
import { newId } from "@pixpress/db/id";
import { createTRPCClient, httpBatchLink, TRPCClientError } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { faulty } from "../faulty.ts";
import { png } from "./pictures.ts";
import { type Served, serve } from "./serve.ts";

/** What a caller is told: the status and the reason. */
interface Told {
  readonly status: number;
  readonly reason: string;
}

type Trpc = ReturnType<typeof createTRPCClient<AppRouter>>;
interface Face {
  readonly rest: (id: string) => readonly [method: string, path: string, body?: unknown];
  readonly trpc: (client: Trpc, id: string) => Promise<unknown>;
}

const faces: Record<string, Face> = {
  "images.list": { rest: () => ["GET", "/images"], trpc: (client) => client.images.list.query({}) },
  "images.get": { rest: (id) => ["GET", `/images/${id}`], trpc: (client, id) => client.images.get.query({ id }) },
  "images.delete": { rest: (id) => ["DELETE", `/images/${id}`], trpc: (client, id) => client.images.delete.mutate({ id }) },
  "images.undo": { rest: (id) => ["POST", `/images/${id}/undo`], trpc: (client, id) => client.images.undo.mutate({ id }) },
  "tasks.list": { rest: () => ["GET", "/tasks"], trpc: (client) => client.tasks.list.query({}) },
  "tasks.get": { rest: (id) => ["GET", `/tasks/${id}`], trpc: (client, id) => client.tasks.get.query({ id }) },
  "tasks.create": { rest: (id) => ["POST", `/images/${id}/tasks`, {}], trpc: (client, id) => client.tasks.create.mutate({ imageId: id }) },
  meta: { rest: () => ["GET", "/meta"], trpc: (client) => client.meta.query() },
};
const withId = ["images.get", "images.delete", "images.undo", "tasks.get", "tasks.create"];
const overDatabase = Object.keys(faces).filter((name) => name !== "meta");

/** The database with everything failing that a caller can ask of it. */
function broken(database: Database, error: Error): Database {
  const methods = [
    "images.list",
    "images.get",
    "images.getMany",
    "images.delete",
    "images.undo",
    "tasks.list",
    "tasks.get",
    "tasks.getMany",
  ];
  return methods.reduce((port, method) => faulty(port, { method, error }), database);
}

async function overRest({ url }: Served, [method, path, body]: ReturnType<Face["rest"]>): Promise<Told> {
  const sent = body === undefined ? {} : { headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
  const response = await fetch(url + path, { method, ...sent });
  return { status: response.status, reason: ((await response.json()) as Told).reason };
}

async function overTrpc({ url }: Served, call: (client: Trpc) => Promise<unknown>): Promise<Told> {
  const client = createTRPCClient<AppRouter>({ links: [httpBatchLink({ url: `${url}/trpc` })] });
  try {
    await call(client);
    throw new Error("it was answered");
  } catch (error) {
    if (!(error instanceof TRPCClientError)) throw error;
    const { httpStatus, reason } = error.data as { httpStatus: number; reason: string };
    return { status: httpStatus, reason };
  }
}

async function expectBoth(server: Served, name: string, id: string, told: Told): Promise<void> {
  const face = faces[name] as Face;
  expect(await overRest(server, face.rest(id))).toEqual(told);
  expect(await overTrpc(server, (client) => face.trpc(client, id))).toEqual(told);
}

it("the table holds every procedure but the stream of events, which only tRPC has", () => {
  const names = Object.keys(appRouter._def.procedures).filter((name) => name !== "tasks.watch");
  expect(names.sort()).toEqual(Object.keys(faces).sort());
});

describe("both faces tell the same", () => {
  it.each(withId)("%s: 400 when the id is malformed", async (name) => {
    await expectBoth(await serve(), name, "nonsense", { status: 400, reason: "invalid_input" });
  });

  it.each(withId)("%s: 404 when it is unknown", async (name) => {
    await expectBoth(await serve(), name, newId(), { status: 404, reason: "not_found" });
  });

  it.each(overDatabase)("%s: 503 when the database is away", async (name) => {
    const error = new DatabaseError("any", true, new Error("away"));
    const server = await serve({ parts: ({ database }) => ({ database: broken(database, error) }) });
    await expectBoth(server, name, newId(), { status: 503, reason: "database_unavailable" });
  });

  it.each(overDatabase)("%s: 500 when it is a bug: the request's id, neither message nor stack, in development too", async (name) => {
    const error = new TypeError("secret");
    const server = await serve({ config: { DEV: true }, parts: ({ database }) => ({ database: broken(database, error) }) });
    await expectBoth(server, name, newId(), { status: 500, reason: "internal" });
    const input = encodeURIComponent(JSON.stringify({ id: newId() }));
    for (const path of ["/images", `/trpc/images.list?input=%7B%7D`, `/trpc/images.get?input=${input}`]) {
      const response = await fetch(server.url + path);
      const text = await response.text();
      expect(text).toContain(response.headers.get("x-request-id"));
      expect(text).not.toMatch(/secret|TypeError|stack|\.ts/);
    }
  });

  it.each(Object.keys(faces))("%s: 401 without the token", async (name) => {
    await expectBoth(await serve({ config: { ACCESS_TOKEN: "a long secret" } }), name, newId(), { status: 401, reason: "unauthorized" });
  });

  it.each([
    ["a limit of 0", "/images?limit=0", { limit: 0 }],
    ["a limit that is no number", "/images?limit=many", { limit: "many" as unknown as number }],
    ["a malformed cursor", "/images?cursor=nonsense", { cursor: "nonsense" }],
  ])("images.list: 400 for %s", async (_name, path, input) => {
    const server = await serve();
    const told = { status: 400, reason: "invalid_input" };
    expect(await overRest(server, ["GET", path])).toEqual(told);
    expect(await overTrpc(server, (client) => client.images.list.query(input))).toEqual(told);
  });

  it.each([
    ["a recipe that is none", { formats: [] }, "invalid_input"],
    ["a score nothing can have", { quality: { target: 101 } }, "invalid_input"],
    ["a field nobody knows", { maxWith: 100 }, "invalid_input"],
  ])("tasks.create: 400 for %s", async (_name, recipe, reason) => {
    const server = await serve();
    const { imageId } = (await (await server.post(await png())).json()) as { imageId: string };
    expect(await overRest(server, ["POST", `/images/${imageId}/tasks`, { recipe }])).toEqual({ status: 400, reason });
    expect(await overTrpc(server, (client) => client.tasks.create.mutate({ imageId, recipe: recipe as never }))).toEqual({
      status: 400,
      reason,
    });
  });

  it("images.undo: 409 when the purge has it", async () => {
    const server = await serve();
    const { imageId } = (await (await server.post(await png())).json()) as { imageId: string };
    await fetch(`${server.url}/images/${imageId}`, { method: "DELETE" });
    expect(await server.parts.database.images.claimPurge(imageId)).toBe(true);
    await expectBoth(server, "images.undo", imageId, { status: 409, reason: "undo_too_late" });
  });

  it("any: 429 when there were too many", async () => {
    const server = await serve({ config: { RATE_LIMIT: 2 } });
    for (let count = 0; count < 2; count++) await fetch(`${server.url}/meta`);
    await expectBoth(server, "meta", "", { status: 429, reason: "rate_limited" });
  });
});
