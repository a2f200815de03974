import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AcceptedUpload, Task } from "@pixpress/contracts";
import { type AppProcess, startApp } from "@pixpress/test-servers/app-process";
import { startMongo } from "@pixpress/test-servers/mongo";
import { photo } from "@pixpress/test-servers/photo";
import { startRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { get } from "./client.ts";

let folder = "";
let surroundings: { stop(): Promise<unknown> }[] = [];
let servers: AppProcess[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pixpress-idempotency-"));
  const [redis, mongo] = [await startRedis(), await startMongo()];
  surroundings = [redis, mongo];
  // Nobody works: what the requests left is what they made.
  const environment = { ...redis.env, MONGODB_URI: mongo.uri, DATA_DIR: join(folder, "data") };
  servers = await Promise.all([1, 2].map(() => startApp("apps/server/src/main.ts", environment)));
});
afterAll(async () => {
  for (const server of servers) await server.kill();
  for (const server of surroundings) await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Fifty requests at once, every other one to the other server; what each was answered, once it was not told to come again. */
async function fiftyAtOnce(send: (url: string, index: number) => Promise<Response>): Promise<{ ids: AcceptedUpload; replayed: boolean }[]> {
  const one = async (index: number): Promise<{ ids: AcceptedUpload; replayed: boolean }> => {
    for (;;) {
      const response = await send(servers[index % servers.length]?.url ?? "", index);
      if (response.status === 503) continue;
      expect(response.status).toBe(202);
      return { ids: (await response.json()) as AcceptedUpload, replayed: response.headers.get("idempotent-replayed") === "true" };
    }
  };
  return Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
}

it("two servers on one MongoDB, fifty uploads at once under one key: one image, one task, one original, equal answers", async () => {
  const bytes = new Uint8Array(await photo(1));
  const answers = await fiftyAtOnce((url) => {
    const form = new FormData();
    form.append("image", new File([bytes], "cat.jpg"));
    return fetch(`${url}/images/upload`, { method: "POST", body: form, headers: { "idempotency-key": "one" } });
  });
  const [first] = answers;
  expect(answers.map(({ ids }) => ids)).toEqual(Array(50).fill(first?.ids));
  expect(answers.filter(({ replayed }) => !replayed).length).toBeLessThanOrEqual(1);

  for (const { url } of servers) {
    expect(await get<{ id: string }[]>(`${url}/images`)).toMatchObject([{ id: first?.ids.imageId }]);
    expect(await get<Task[]>(`${url}/tasks`)).toMatchObject([{ id: first?.ids.taskId }]);
  }
  const files = readdirSync(join(folder, "data"), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual([expect.stringMatching(/^[0-9a-f]{32}\.jpg$/)]);
});

it("and fifty tasks at once for one image: one task more", async () => {
  const [image] = await get<{ id: string }[]>(`${servers[0]?.url}/images`);
  const headers = { "content-type": "application/json", "idempotency-key": "again" };
  const body = JSON.stringify({ recipe: { formats: ["webp"] } });
  const answers = await fiftyAtOnce((url) => fetch(`${url}/images/${image?.id}/tasks`, { method: "POST", body, headers }));
  expect(answers.map(({ ids }) => ids)).toEqual(Array(50).fill(answers[0]?.ids));
  expect(answers.filter(({ replayed }) => !replayed).length).toBeLessThanOrEqual(1);
  expect(await get<Task[]>(`${servers[1]?.url}/tasks`)).toHaveLength(2);
});
