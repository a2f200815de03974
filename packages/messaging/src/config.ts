import * as z from "zod";

const name = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^:\s]+$/, "must hold no colon and no space");

/** Without `REDIS_HOST` messages travel inside the one process. */
export const messagingConfig = z.object({
  REDIS_HOST: z.string().optional(),
  REDIS_PORT: z.coerce.number().int().min(1).max(65535).default(6379),
  REDIS_USERNAME: z.string().optional(),
  REDIS_PASSWORD: z.string().optional(),
  REDIS_TLS: z.stringbool().default(false),
  REDIS_QUEUE_NAME: name.default("image-queue"),
  TOPIC_NAME: name.default("tasks-results"),
  /** How long a consumer may be silent before its message goes to another. */
  LEASE_SECONDS: z.coerce.number().positive().default(30),
  /** How often lost leases are looked for. */
  STALLED_SECONDS: z.coerce.number().positive().default(15),
  /** The longest pause between two tries of a result. */
  RESULT_RETRY_SECONDS: z.coerce.number().positive().default(30),
});
export type MessagingConfig = z.infer<typeof messagingConfig>;

/** What the slice alone cannot say: queues and topic must not share a name. */
export function messagingFaults(config: MessagingConfig): { variable: string; message: string }[] {
  const queues = [config.REDIS_QUEUE_NAME, `${config.REDIS_QUEUE_NAME}-small`, `${config.REDIS_QUEUE_NAME}-results`];
  const topics = [config.TOPIC_NAME, `${config.TOPIC_NAME}.events`];
  return queues.some((queue) => topics.includes(queue))
    ? [{ variable: "TOPIC_NAME", message: "must differ from REDIS_QUEUE_NAME and the names made from it" }]
    : [];
}
