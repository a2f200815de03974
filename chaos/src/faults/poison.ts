import sharp from "sharp";
import { photo } from "../world/pictures.ts";
import type { World } from "../world/world.ts";
import type { Fault } from "./fault.ts";

/** One image in so many kills its child each time. */
const oneIn = 100;
const leastShare = 0.9;
const megabyte = 1024 ** 2;
/** How fast the good ones went, clean and poisoned, in images a second. */
const rates = new WeakMap<World, { readonly clean: number; readonly poisoned: number }>();

/** A valid GIF of 99 megapixels in 67 kB: its decoder wants more memory than a child may have, and is aborted. */
const bomb = () =>
  sharp({ create: { width: 9000, height: 11_000, channels: 3, background: "#3355aa" } })
    .gif()
    .toBuffer();

export const poison: Fault = {
  name: "poison",
  title: "an image that kills its child every time, one among 100 good photos of 2 MP",
  n: 4020,
  ci: 8,
  world: { settings: { TASK_MEMORY_BYTES: String(384 * megabyte) } },
  async injure(world, n) {
    const bombs = Math.max(1, Math.round(n / 2 / (oneIn + 1)));
    const good = Math.floor(n / 2 - bombs / 2);
    const photos = await Promise.all(Array.from({ length: 4 }, (_, seed) => photo(seed, 1640, 1230)));
    const image = async (index: number) => photos[index % photos.length] ?? Buffer.alloc(0);
    const timed = async () => {
      const began = Date.now();
      const uploads = await world.load(good, { image, unfinished: 12 });
      await world.until(
        "the good ones are done",
        () => uploads.every(({ accepted: [ids] }) => world.events.knowsEnd(ids?.taskId ?? "")),
        3600,
      );
      return good / ((Date.now() - began) / 1000);
    };
    // Made before the clock runs: it takes seconds.
    const bytes = await bomb();
    const clean = await timed();
    const poisoning = spread(world, bytes, bombs, good);
    const poisoned = await timed();
    await poisoning;
    rates.set(world, { clean, poisoned });
    world.note(`good ones clean ${clean.toFixed(2)}/s, poisoned ${poisoned.toFixed(2)}/s`);
  },
  more(world) {
    // A handful of images says nothing of speed.
    if (world.waits.name === "short") return [];
    const { clean, poisoned } = rates.get(world) ?? { clean: 1, poisoned: 0 };
    const share = poisoned / clean;
    return share >= leastShare ? [] : [`the good ones went at ${share.toFixed(2)} of a clean run`];
  },
};

/** Sends the bombs evenly among the good ones. */
async function spread(world: World, bytes: Uint8Array, bombs: number, good: number): Promise<void> {
  const before = world.sent().length;
  for (let index = 0; index < bombs; index += 1) {
    await world.until("its turn", () => world.sent().length - before >= ((index + 0.5) * (good + bombs)) / bombs, 3600);
    const name = `bomb-${index}.gif`;
    await world.uploads.send({ name, bytes, expected: { end: "failed", reasons: ["child_died", "out_of_memory"] } });
    world.note("poison sent");
  }
}
