import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll, it } from "vitest";
import { explore, searchOf } from "./explore.ts";
import { openOnRedis } from "./redis-broker.ts";

let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis({ config: { appendonly: "no" } });
});
afterAll(() => redis.stop());

it("on a real Redis, where workers die by a cut connection and all of it may be flushed, the same", async () => {
  await explore(() => openOnRedis(redis), searchOf({ seed: 20_261_125, runs: 8, maxSteps: 80, shrink: false }));
}, 300_000);
