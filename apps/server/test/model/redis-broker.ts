import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import type { Messaging } from "@pixpress/messaging";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import type { TestRedis } from "@pixpress/test-servers/redis";
import { startTcpProxy } from "@pixpress/test-servers/tcp-proxy";
import type { Broker, WorkerLink } from "./broker.ts";

/** Queues and feeds of their own on a Redis. Each worker reaches it by a way of its own, which is cut when it dies: its lease runs out. */
export async function openOnRedis(redis: TestRedis): Promise<Broker> {
  const name = `model-${randomBytes(6).toString("hex")}`;
  const waits = { LEASE_SECONDS: "1", STALLED_SECONDS: "0.3", RESULT_RETRY_SECONDS: "0.05" };
  const open = (port: number): Promise<Messaging> =>
    openMessaging(messagingConfig.parse({ ...redis.env, ...waits, REDIS_PORT: port, REDIS_QUEUE_NAME: name, TOPIC_NAME: `${name}-topic` }));
  const messaging = await open(redis.port);

  async function link(): Promise<WorkerLink> {
    const proxy = await startTcpProxy(redis.port);
    const own = await open(proxy.port);
    let closed: Promise<void> | null = null;
    const close = async () => {
      await own.close();
      await proxy.stop();
    };
    return { messaging: own, die: async () => proxy.blackHoleAll(), close: () => (closed ??= close()) };
  }

  return {
    messaging: () => messaging,
    link,
    async flush() {
      await command(redis, "FLUSHALL");
      return false;
    },
    settle: () => undefined,
    patienceMs: 5000,
    exact: false,
    close: () => messaging.close(),
  };
}

async function command({ port, host }: TestRedis, text: string): Promise<void> {
  const socket = connect(port, host);
  socket.write(`${text}\r\n`);
  await once(socket, "data");
  socket.destroy();
}
