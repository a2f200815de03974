import { isIP } from "node:net";
import { idempotencySeconds } from "@pixpress/contracts/limits";
import * as z from "zod";

const seconds = z.coerce.number().positive();
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== ""),
);

function isOrigin(text: string): boolean {
  return text === "*" || (URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol) && new URL(text).pathname === "/");
}

function namesProxies(text: string): boolean {
  const known = ["loopback", "linklocal", "uniquelocal"];
  const isNetwork = (part: string) => {
    const [address = "", bits = "0", ...rest] = part.split("/");
    return rest.length === 0 && isIP(address) !== 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isIP(address) === 4 ? 32 : 128);
  };
  return ["true", "false"].includes(text) || text.split(",").every((part) => known.includes(part.trim()) || isNetwork(part.trim()));
}

/** The server's own variables. */
export const serverConfig = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(3003),
  HOST: z.string().default("127.0.0.1"),
  CLIENT_PORT: z.coerce.number().int().min(1).max(65_535).default(5005),
  PUBLIC_URL: z
    .url({ protocol: /^https?$/, error: "must be an http or https address" })
    .transform((url) => url.replace(/\/+$/, ""))
    .optional(),
  CORS_ORIGINS: list
    .refine((origins) => origins.every(isOrigin), "must be origins such as https://shop.example, separated by commas, or *")
    .default([]),
  /** Whose forwarded headers to believe: true, false, or addresses and networks. */
  TRUST_PROXY: z
    .string()
    .refine(namesProxies, "must be true, false, or addresses and networks such as 10.0.0.0/8, separated by commas")
    .default("false"),
  ACCESS_TOKEN: z.string().min(8, "must be at least 8 characters").optional(),
  /** Requests a minute and client address; 0 is no limit. */
  RATE_LIMIT: z.coerce.number().int().min(0).default(0),
  /** Unfinished tasks at which no more are taken; 0 is no limit. */
  MAX_PENDING: z.coerce.number().int().min(0).default(10_000),
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(50 * 1024 * 1024),
  MAX_PIXELS: z.coerce.number().int().positive().default(100_000_000),
  MAX_FRAMES: z.coerce.number().int().positive().default(1000),
  MAX_SIDE: z.coerce.number().int().positive().max(65_535).default(30_000),
  DATA_DIR: z.string().default("data"),
  RETENTION_DAYS: z.coerce.number().min(0).default(0),
  /** How long a deletion can be undone. */
  UNDO_SECONDS: z.coerce.number().min(0).default(30),
  /** From which age on a stored file that nothing names is collected. */
  ORPHAN_SECONDS: seconds.default(3600),
  /** How often recovery looks, and how long a task is left alone first. */
  RECOVERY_SECONDS: seconds.default(15),
  RECOVERY_AGE_SECONDS: seconds.default(60),
  /** How long a tombstone of a deleted image stays: no less than an `Idempotency-Key` is honoured. */
  TOMBSTONE_SECONDS: seconds.default(86_400),
  /** The longest a stored upload may take to its answer. */
  UPLOAD_SECONDS: seconds.default(60),
  /** How long a connection may send nothing. */
  IDLE_SECONDS: seconds.default(30),
  /** How long a stop waits for what is in hand. */
  GRACE_SECONDS: seconds.default(20),
  DEV: z.stringbool().default(false),
});
export type ServerConfig = z.infer<typeof serverConfig>;

/** What the slice alone cannot say. */
export function serverFaults(config: ServerConfig & { CLOUDINARY_SECONDS?: number }): { variable: string; message: string }[] {
  const longest = Math.max(config.UPLOAD_SECONDS, config.CLOUDINARY_SECONDS ?? 0);
  const least = {
    ORPHAN_SECONDS: [2 * longest, "twice the longest upload"],
    // Else a retry under its key would make a deleted image again.
    TOMBSTONE_SECONDS: [idempotencySeconds, "as long as an Idempotency-Key is honoured"],
  } as const;
  return (["ORPHAN_SECONDS", "TOMBSTONE_SECONDS"] as const).flatMap((variable) => {
    const [seconds, why] = least[variable];
    return config[variable] >= seconds ? [] : [{ variable, message: `must be at least ${seconds}: ${why}` }];
  });
}
