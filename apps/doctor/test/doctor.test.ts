import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "@pixpress/db/open";
import { startCloudinary } from "@pixpress/test-servers/cloudinary";
import { freePort } from "@pixpress/test-servers/free-port";
import { startMongo, type TestMongo } from "@pixpress/test-servers/mongo";
import { startRedis, type TestRedis } from "@pixpress/test-servers/redis";
import { MongoClient } from "mongodb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "pixpress-doctor-"));
let redis: TestRedis;
let mongo: TestMongo;

beforeAll(async () => {
  [redis, mongo] = await Promise.all([startRedis(), startMongo()]);
}, 120_000);
afterAll(async () => {
  await Promise.all([redis.stop(), mongo.stop()]);
  rmSync(folder, { recursive: true, force: true });
});

/** Runs the doctor as an operator does, in a data folder of its own unless one is given. */
function doctor(environment: Record<string, string> = {}): Promise<{ code: number; text: string }> {
  const { PATH = "", HOME = "" } = process.env;
  const env = { PATH, HOME, DATA_DIR: mkdtempSync(join(folder, "data-")), MAX_UPLOAD_BYTES: "1000000", ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, [main], { env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), text: stdout + stderr });
    });
  });
}

describe("a healthy deployment", () => {
  it("with nothing set is told so, and nothing is left behind", async () => {
    const data = join(folder, "healthy");
    const { code, text } = await doctor({ DATA_DIR: data });
    expect([code, text]).toEqual([0, expect.stringContaining("Nothing is to be mended.")]);
    expect(text).toContain("ok    storage: A file was written");
    expect(text).toContain("ok    SQLite: Its file in");
    expect(readdirSync(join(data, "tmp"))).toEqual([]);
    expect(readdirSync(join(data, "files", "images"))).toEqual([]);
  });

  it("on Redis and MongoDB is told so, before any server ran and after", async () => {
    const environment = { ...redis.env, ...mongo.env };
    for (const time of ["before", "after"]) {
      const { code, text } = await doctor(environment);
      expect([time, code, text]).toEqual([time, 0, expect.stringContaining("ok    MongoDB: Its indexes are in place.")]);
      expect(text).toContain("ok    Redis: It answers at 127.0.0.1:");
      expect(text).toContain("ok    Redis: It keeps a journal");
      expect(text.match(/ok {4}clock: /g)).toHaveLength(2);
      await (await openDatabase({ ...mongo.env, DATA_DIR: folder, DATABASE_SECONDS: 10 })).close();
    }
  });

  it("at Cloudinary is told so", async () => {
    const cloudinary = await startCloudinary();
    const { code, text } = await doctor(cloudinary.env);
    expect([code, text]).toEqual([0, expect.stringContaining("A file was written to Cloudinary, read again and removed.")]);
    await cloudinary.stop();
  });
});

describe("a sick deployment", () => {
  it("learns of every wrong variable by its name", async () => {
    const { code, text } = await doctor({ REDIS_PORT: "many", CLOUDINARY_CLOUD_NAME: "alone" });
    expect([code, text]).toEqual([1, expect.stringMatching(/REDIS_PORT[^]*CLOUDINARY_API_KEY[^]*CLOUDINARY_API_SECRET/)]);
  });

  it("learns that Redis and MongoDB are not there, and why, and of all the rest nevertheless", async () => {
    const [nobody, none] = [await freePort(), await freePort()];
    const { code, text } = await doctor({
      REDIS_HOST: "127.0.0.1",
      REDIS_PORT: String(nobody),
      MONGODB_URI: `mongodb://user:secret-word@127.0.0.1:${none}/pixpress`,
      DATABASE_SECONDS: "1",
    });
    expect(code).toBe(1);
    expect(text).toMatch(new RegExp(`mend  Redis: It cannot be used at 127.0.0.1:${nobody}: .*ECONNREFUSED`));
    expect(text).toMatch(/mend {2}MongoDB: It cannot be used: .*\n.*MONGODB_URI/);
    expect(text).toContain("ok    storage: ");
    expect(text).toContain("2 to be mended.");
    expect(text).not.toContain("secret-word");
  });

  it("learns that its Redis throws work away, keeps no journal, and wants a password", async () => {
    const sick = await startRedis({ config: { "maxmemory-policy": "allkeys-lru", appendonly: "no" } });
    const { code, text } = await doctor(sick.env);
    expect([code, text]).toEqual([1, expect.stringMatching(/mend {2}Redis: .*allkeys-lru and must be noeviction/)]);
    expect(text).toContain("note  Redis: It keeps no journal");
    await sick.stop();
    const locked = await startRedis({ config: { requirepass: "a-password" } });
    expect((await doctor(locked.env)).text).toMatch(/mend {2}Redis: It cannot be used at .*NOAUTH/);
    expect((await doctor({ ...locked.env, REDIS_PASSWORD: "another" })).text).toMatch(/mend {2}Redis: It cannot be used at .*WRONGPASS/);
    expect((await doctor({ ...locked.env, REDIS_PASSWORD: "a-password" })).code).toBe(0);
    await locked.stop();
  });

  it("learns which indexes are missing, and they are not made behind the operator's back", async () => {
    const other = await startMongo();
    const client = new MongoClient(other.uri);
    await client.db().collection("compressingtasks").insertOne({ status: "pending" });
    for (const look of ["first", "second"]) {
      const { code, text } = await doctor(other.env);
      expect([look, code, text]).toEqual([
        look,
        1,
        expect.stringMatching(/mend {2}MongoDB: Indexes are missing \(compressingtasks: imageId, _id;/),
      ]);
    }
    await client.close();
    await other.stop();
  });

  it("learns that its data folder cannot be one", async () => {
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const { code, text } = await doctor({ DATA_DIR: file });
    expect([code, text]).toEqual([1, expect.stringMatching(/mend {2}SQLite: [^]*mend {2}storage: [^]*mend {2}temporary space: /)]);
  });

  it("learns that its disk is too small for what it takes", async () => {
    const { code, text } = await doctor({ MAX_UPLOAD_BYTES: String(2 ** 50) });
    expect([code, text]).toEqual([1, expect.stringMatching(/mend {2}temporary space: .* 10 uploads of MAX_UPLOAD_BYTES need/)]);
  });

  it("learns that its key at Cloudinary is refused", async () => {
    const cloudinary = await startCloudinary();
    const { code, text } = await doctor({ ...cloudinary.env, CLOUDINARY_API_SECRET: "wrong" });
    expect([code, text]).toEqual([1, expect.stringMatching(/mend {2}storage: Cloudinary failed to .*\n.*CLOUDINARY_/)]);
    await cloudinary.stop();
  });
});
