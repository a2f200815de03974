import { describe, expect, it } from "vitest";
import { BacklogCount } from "../../src/backlog/count.ts";

/** A count whose queues hold what the test says, by a clock that the test moves. */
function counting() {
  const world = { large: 0, small: 0, now: 0, asked: 0, away: false };
  const count = new BacklogCount(
    async () => {
      world.asked += 1;
      if (world.away) throw new Error("it is away");
      return { large: world.large, small: world.small };
    },
    () => world.now,
  );
  return { world, count };
}

describe("what is known of the backlog", () => {
  it("is what the queues hold, asked at most once a second however many want to know", async () => {
    const { world, count } = counting();
    Object.assign(world, { large: 2, small: 3 });
    await Promise.all(Array.from({ length: 50 }, () => count.refresh()));
    expect(count.known).toBe(5);
    world.large = 9;
    world.now = 1000;
    await count.refresh();
    expect([count.known, world.asked]).toEqual([5, 1]);
    world.now = 1001;
    await count.refresh();
    expect([count.known, world.asked]).toEqual([12, 2]);
  });

  it("holds what is being recorded, and what was since the last count, but not what was refused", async () => {
    const { world, count } = counting();
    await count.refresh();
    const [one, other] = [count.enter(), count.enter()];
    expect(count.known).toBe(2);
    one.taken();
    for (const place of [one, one, other]) place.leave();
    expect(count.known).toBe(1);
    Object.assign(world, { small: 1, now: 2000 });
    await count.refresh();
    expect(count.known).toBe(1);
  });

  it("stands while the queues do not answer, and goes on growing by what is recorded here", async () => {
    const { world, count } = counting();
    world.large = 4;
    await count.refresh();
    Object.assign(world, { away: true, now: 2000 });
    const place = count.enter();
    place.taken();
    place.leave();
    await count.refresh();
    expect(count.known).toBe(5);
    Object.assign(world, { away: false, large: 1, now: 4000 });
    await count.refresh();
    expect(count.known).toBe(1);
  });
});
