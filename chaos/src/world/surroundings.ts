import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CloudinaryStandIn, startCloudinary } from "@pixpress/test-servers/cloudinary";
import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { Redis } from "ioredis";
import { MongoClient } from "mongodb";
import { type Door, openDoor } from "./door.ts";

/** What the service stands on, each a process or a server of its own, and a way in for the harness. */
export interface Surroundings {
  readonly folder: string;
  readonly redis: TestRedis;
  readonly mongo: TestMongo;
  readonly cloudinary: CloudinaryStandIn;
  /** The service reaches Cloudinary through it. */
  readonly door: Door;
  /** The harness's own connections. */
  readonly redisClient: Redis;
  readonly mongoClient: MongoClient;
  /** The variables that lead the service here. */
  readonly environment: Record<string, string>;
  stop(): Promise<void>;
}

export interface SurroundingsWish {
  /** Keep files in `DATA_DIR` instead of at Cloudinary. */
  readonly disk?: boolean;
  /** The database must outlive a kill. */
  readonly durable?: boolean;
}

/** Where a server of the failpoint kind looks for its death. */
export const tokensIn = (folder: string): string => join(folder, "tokens");

export async function startSurroundings({ disk = false, durable = false }: SurroundingsWish): Promise<Surroundings> {
  const folder = mkdtempSync(join(tmpdir(), "pixpress-chaos-"));
  const mongoFolder = join(folder, "mongo");
  mkdirSync(mongoFolder);
  const [redis, mongo, cloudinary] = await Promise.all([
    startRedis(),
    startMongo(durable ? { folder: mongoFolder } : {}),
    startCloudinary(),
  ]);
  const door = await openDoor(cloudinary.url);
  const throughDoor = Object.entries(cloudinary.env).map(([name, value]) => [name, value.replaceAll(cloudinary.url, door.url)]);
  const redisClient = new Redis(redis.port, redis.host, { maxRetriesPerRequest: null });
  redisClient.on("error", () => undefined);
  const mongoClient = await MongoClient.connect(mongo.uri);
  return {
    folder,
    redis,
    mongo,
    cloudinary,
    door,
    redisClient,
    mongoClient,
    environment: {
      ...redis.env,
      ...(disk ? {} : (Object.fromEntries(throughDoor) as Record<string, string>)),
      MONGODB_URI: mongo.uri,
      DATA_DIR: join(folder, "data"),
      CHAOS_TOKENS: tokensIn(folder),
      // Processes are started by the dozen here, and most of a start is reading TypeScript.
      NODE_COMPILE_CACHE: join(tmpdir(), "pixpress-chaos-compiled"),
    },
    async stop() {
      redisClient.disconnect();
      await mongoClient.close().catch(() => undefined);
      await Promise.all([redis.stop(), mongo.stop(), cloudinary.stop(), door.stop()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
