import { readFileSync } from "node:fs";
import { parseEnvironment } from "@pixpress/contracts/environment";
import { describe, expect, it } from "vitest";
import { standaloneConfig } from "../src/config.ts";

const example = Object.fromEntries(
  [...readFileSync(new URL("../../../.env.example", import.meta.url), "utf8").matchAll(/^([A-Z_]+)=(.*)$/gm)].map(
    ([, name = "", value]) => [name, value],
  ),
);
/** Read by compose, or by the push notices of a later version. */
const elsewhere = ["NGINX_PORT", "PUBLIC_VAPID_KEY", "PRIVATE_VAPID_KEY", "WEBPUSH_MAIL"];
/** The system's own, which only an image sets. */
const loaders = "LD_PRELOAD";

describe(".env.example", () => {
  it("names every variable there is, and no other", () => {
    const ours = Object.keys(standaloneConfig.shape).filter((name) => name !== loaders);
    expect(Object.keys(example).toSorted()).toEqual([...ours, ...elsewhere].toSorted());
  });

  it("says each one's default: a copy of it changes nothing", () => {
    expect(parseEnvironment(standaloneConfig, example)).toEqual(parseEnvironment(standaloneConfig, {}));
  });
});

it("the documented names and defaults are the older service's", () => {
  expect(parseEnvironment(standaloneConfig, {})).toMatchObject({
    PORT: 3003,
    CLIENT_PORT: 5005,
    REDIS_QUEUE_NAME: "image-queue",
    TOPIC_NAME: "tasks-results",
    MAX_UPLOAD_BYTES: 50 * 1024 * 1024,
    MAX_PIXELS: 100_000_000,
    HOST: "127.0.0.1",
    DEV: false,
  });
});
