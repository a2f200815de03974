import { createHash } from "node:crypto";
import type { World } from "../../world/world.ts";
import { copies, type Message, padded, spoilt, turn } from "./texts.ts";

const channels = ["tasks-results", "tasks-results.events"];
/** How far back an echo reaches, so that what is old comes after what is new. */
const farBack = 7;

/** Repeats what is published on the channels from now on, in the midst of it: each five times, spoilt, padded, and older ones behind it. The answer ends it. */
export async function echoEvents(world: World): Promise<() => void> {
  const { redisClient } = world.surroundings;
  const ears = redisClient.duplicate();
  ears.on("error", () => undefined);
  // What the harness itself says is not to be repeated again; by hash, for some of it is long.
  const known = new Set<string>();
  const heard = new Map<string, string[]>(channels.map((channel) => [channel, []]));
  const say = (channel: string, text: string): void => {
    known.add(hashOf(text));
    redisClient.publish(channel, text).catch(() => undefined);
  };

  ears.on("message", (channel: string, text: string) => {
    if (known.has(hashOf(text))) return;
    const past = heard.get(channel) ?? [];
    const index = past.push(text) - 1;
    const message = JSON.parse(text) as Message;
    say(channel, turn(spoilt, index)(message));
    for (let copy = 0; copy < copies; copy += 1) say(channel, text);
    say(channel, turn(padded, index)(message));
    for (const older of past.slice(-farBack).toReversed()) say(channel, older);
    world.note(`message of the channel ${channel} copied and spoilt`);
  });
  await ears.subscribe(...channels);
  return () => ears.disconnect();
}

const hashOf = (text: string): string => createHash("sha1").update(text).digest("base64");
