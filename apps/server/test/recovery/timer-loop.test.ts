import { describe, expect, it } from "vitest";
import { createTimerLoop } from "../../src/recovery/timer-loop.ts";
import { eventually } from "../world.ts";

describe("a timer loop", () => {
  it("runs at once and again until it is stopped", async () => {
    let runs = 0;
    const loop = createTimerLoop(0.001, async () => ++runs > 0);
    loop.start();
    expect(runs).toBe(1);
    await eventually(() => expect(runs).toBeGreaterThan(2));
    await loop.stop();
    const then = runs;
    loop.start();
    expect(runs).toBe(then);
  });

  it("does not end before the run in hand, and tells it to be short", async () => {
    const end = Promise.withResolvers<void>();
    let told = false;
    const loop = createTimerLoop(60, async (signal) => {
      signal.addEventListener("abort", () => void (told = true));
      await end.promise;
      return true;
    });
    loop.start();
    let stopped = false;
    const stopping = loop.stop().then(() => void (stopped = true));
    await Promise.resolve();
    expect([told, stopped]).toEqual([true, false]);
    end.resolve();
    await stopping;
    expect(stopped).toBe(true);
  });
});
