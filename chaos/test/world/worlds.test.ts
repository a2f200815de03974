import { expect, it } from "vitest";
import { faults } from "../../src/faults/index.ts";
import { byWorld } from "../../src/world/worlds.ts";

it("faults that wish for the same world come in a row, none is left out, and those of a row keep their order", () => {
  const runs = faults.map((fault) => ({ fault }));
  const sorted = byWorld(runs);
  expect(sorted.map(({ fault }) => fault.name).toSorted()).toEqual(faults.map(({ name }) => name).toSorted());
  const wishes = sorted.map(({ fault }) => JSON.stringify(fault.world ?? {}));
  const changes = wishes.filter((wish, index) => wish !== wishes[index - 1]);
  expect(changes).toEqual([...new Set(wishes)]);
  const plain = sorted.filter(({ fault }) => fault.world === undefined);
  expect(plain).toEqual(runs.filter(({ fault }) => fault.world === undefined));
});
