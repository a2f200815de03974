import { describe, expect, it } from "vitest";
import { planOf } from "../src/arguments.ts";
import { faults } from "../src/faults/index.ts";

const named = (...args: string[]) => planOf(args, faults).runs.map(({ fault, n }) => [fault.name, n]);

describe("the arguments of npm run chaos", () => {
  it("none: every fault with its full number", () => {
    expect(named()).toEqual(faults.map(({ name, n }) => [name, n]));
    expect(planOf([], faults).ci).toBe(false);
  });

  it("--ci: the faults that CI runs, with small numbers", () => {
    const small = named("--ci");
    expect(small).toEqual(faults.filter(({ ci }) => ci > 0).map(({ name, ci }) => [name, ci]));
    expect(small.length).toBeGreaterThan(5);
  });

  it("--fault and --n: this one, so often; --fault may be given again", () => {
    expect(named("--fault", "flushall", "--n", "7")).toEqual([["flushall", 7]]);
    expect(named("--fault", "poison", "--fault", "worker-kill").map(([name]) => name)).toEqual(["worker-kill", "poison"]);
  });

  it("--minutes: no fault is begun after them; without it there is no end", () => {
    expect(planOf(["--minutes", "5"], faults).minutes).toBe(5);
    expect(planOf([], faults).minutes).toBe(Number.POSITIVE_INFINITY);
    expect(() => named("--minutes", "soon")).toThrow(/above 0/);
  });

  it("refuse what is no fault or no number, and name what there is", () => {
    expect(() => named("--fault", "flood")).toThrow(/no fault flood.*worker-kill/);
    expect(() => named("--n", "many")).toThrow(/whole number/);
    expect(() => named("--n", "0")).toThrow(/whole number/);
  });

  it("every fault has a name of its own, and a number by hand", () => {
    expect(new Set(faults.map(({ name }) => name)).size).toBe(faults.length);
    expect(faults.filter(({ n }) => n < 20)).toEqual([]);
  });
});
