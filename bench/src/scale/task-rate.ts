import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { recipe, type TaskMessage } from "@pixpress/contracts";
import { newId } from "@pixpress/db/id";
import { messagingConfig } from "@pixpress/messaging/config";
import { openMessaging } from "@pixpress/messaging/open";
import { startRedis } from "@pixpress/test-servers/redis";
import { makeJourneys } from "./journeys.ts";
import { type Services, startServices } from "./services.ts";
import { smallImages } from "./small-images.ts";

const uploads = 2000;
const messages = 5000;
const atOnce = 8;

/** Tasks a second through Redis with an engine that does nothing: by whole journeys, and by the queues alone. Tells; has no goal. */
export async function benchTaskRate(): Promise<boolean> {
  const services = await startServices();
  const folder = mkdtempSync(join(tmpdir(), "pixpress-small-"));
  try {
    const files = await smallImages(folder, uploads + 200);
    await journeys(services, files.slice(uploads));
    await journeys(services, files.slice(0, uploads));
  } finally {
    await services.stop();
    rmSync(folder, { recursive: true });
  }
  await queuesAlone();
  return true;
}

/** From the first upload until a client has heard that the last task is completed; what each process used of a core meanwhile. */
async function journeys(services: Services, files: readonly string[]): Promise<void> {
  const { seconds, cpu } = await makeJourneys(services, files, atOnce);
  const shares = Object.entries(cpu).map(([name, used]) => `${name} ${(used / seconds).toFixed(2)}`);
  console.log(
    `journeys: ${files.length} in ${seconds.toFixed(1)} s, ${(files.length / seconds).toFixed(0)} a second; cores: ${shares.join(", ")}`,
  );
}

/** A task sent, taken, answered on the results queue, and the answer taken: all by one process. */
async function queuesAlone(): Promise<void> {
  const redis = await startRedis({ config: { appendfsync: "everysec" } });
  const messaging = await openMessaging(messagingConfig.parse(redis.env));
  const done = Promise.withResolvers<void>();
  let answers = 0;
  const consumers = [
    messaging.tasks.consume(
      async ({ id, message }) =>
        messaging.results.send(id, { kind: "started", version: 1, taskId: id, imageId: message.imageId, at: now() }),
      { concurrency: atOnce },
    ),
    messaging.results.consume(async () => void (++answers === messages && done.resolve()), { concurrency: atOnce }),
  ];
  const start = performance.now();
  for (let sent = 0; sent < messages; sent += atOnce)
    await Promise.all(Array.from({ length: atOnce }, () => messaging.tasks.send(...aTask())));
  await done.promise;
  const seconds = (performance.now() - start) / 1000;
  console.log(`queues alone: ${messages} tasks and answers in ${seconds.toFixed(1)} s, ${(messages / seconds).toFixed(0)} a second`);
  await Promise.all(consumers.map((consumer) => consumer.stop()));
  await messaging.close();
  await redis.stop();
}

const now = () => new Date().toISOString();

function aTask(): [string, TaskMessage] {
  const [taskId, imageId] = [newId(), newId()];
  const key = `images/${imageId}.png`;
  return [
    taskId,
    {
      version: 1,
      taskId,
      imageId,
      imageUrl: `/files/${key}`,
      key,
      format: "png",
      bytes: 200,
      pixels: 64,
      recipe: recipe.parse({}),
      createdAt: now(),
    },
  ];
}
