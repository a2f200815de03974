// A process that takes one task and never answers: what a worker is to its queue when it dies.
import { messagingConfig } from "../src/config.ts";
import { openMessaging } from "../src/open.ts";

const messaging = await openMessaging(messagingConfig.parse(JSON.parse(process.argv[2] ?? "{}")));
messaging.tasks.consume(
  async ({ id }) => {
    process.stdout.write(`${id}\n`);
    await new Promise(() => undefined);
  },
  { concurrency: 1 },
);
