import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createApplication } from "../../src/create-application.ts";
import { startFakeWorker } from "../fake-worker.ts";
import { eventually, openWorld } from "../world.ts";

let redis: TestRedis;
beforeAll(async () => {
  // It keeps nothing: a restart is a flush.
  redis = await startRedis({ config: { appendonly: "no" } });
});
afterAll(() => redis.stop());

const connect = (): Promise<Messaging> =>
  openMessaging(messagingConfig.parse({ ...redis.env, LEASE_SECONDS: 2, STALLED_SECONDS: 1, RESULT_RETRY_SECONDS: 0.2 }));

it("a Redis that lost everything costs no task: two servers send them anew, each is completed", async () => {
  const world = await openWorld({ RECOVERY_SECONDS: 0.2, RECOVERY_AGE_SECONDS: 0.5 }, await connect());
  const { parts } = world;
  const other = await connect();
  const servers = [createApplication({ ...parts, alone: false }), createApplication({ ...parts, messaging: other, alone: false })];
  try {
    const uploads = await Promise.all(Array.from({ length: 6 }, () => world.upload()));
    for (const { taskId } of uploads) expect(await parts.messaging.smallTasks.stateOf(taskId)).toBe("waiting");
    await redis.restart();
    await eventually(async () => {
      for (const { taskId } of uploads) expect(await parts.messaging.smallTasks.stateOf(taskId)).toBe("missing");
    });
    startFakeWorker(parts);
    startFakeWorker({ ...parts, messaging: other });
    await Promise.all(servers.map((server) => server.start()));
    await eventually(async () => {
      const rows = await parts.database.tasks.list({ limit: 10 });
      expect(rows.map(({ status, open }) => `${status} ${open}`)).toEqual(Array(6).fill("completed false"));
      expect(await servers[0]?.faults()).toEqual([]);
    });
  } finally {
    await Promise.all(servers.map((server) => server.stop()));
    await other.close();
    await world.close();
  }
});
