import { describe, expect, it } from "vitest";
import { storedKeys } from "../world.ts";
import { png } from "./pictures.ts";
import { refusal, type Served, serve } from "./serve.ts";

const upload = async (server: Served, key: string, options: { name?: string; recipe?: unknown } = {}) =>
  server.post(await png(), { ...options, headers: { "idempotency-key": key } });

describe("202 with the first answer for a key that comes again with its body", () => {
  it("says so in a header that a page may read", async () => {
    const server = await serve();
    const first = await upload(server, "a");
    const second = await upload(server, "a", { recipe: {} });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect([first, second].map(({ headers }) => headers.get("idempotent-replayed"))).toEqual([null, "true"]);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(await second.json()).toEqual(await first.json());
    expect(await storedKeys(server.parts)).toHaveLength(1);
  });

  it("fifty at once are one image", async () => {
    const server = await serve();
    const answers = await Promise.all(Array.from({ length: 50 }, () => upload(server, "k".repeat(255))));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(await Promise.all(answers.map((answer) => answer.text()))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get("idempotent-replayed") === null)).toHaveLength(1);
    expect(await (await fetch(`${server.url}/images`)).json()).toHaveLength(1);
  });
});

describe("422 when the key was given for another body", () => {
  it.each([
    ["another name", { name: "another.png" }],
    ["another recipe", { recipe: { formats: ["webp"] } }],
  ])("%s", async (_, other) => {
    const server = await serve();
    await upload(server, "a");
    expect(await refusal(await upload(server, "a", other))).toMatchObject({ status: 422, reason: "idempotency_key_reused" });
    expect(await storedKeys(server.parts)).toHaveLength(1);
  });
});

describe("400 when the key is none", () => {
  it.each([
    ["empty", ""],
    ["of 256 characters", "k".repeat(256)],
  ])("%s", async (_, key) => {
    const server = await serve();
    expect(await refusal(await upload(server, key))).toMatchObject({ status: 400, reason: "invalid_input" });
    expect(await storedKeys(server.parts)).toEqual([]);
  });
});
