import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Claim, maxOvertakes, WaitingLine } from "../../src/pool/waiting-line.ts";

const plain = (name: string) => ({ name, small: false, avif: false });
const small = (name: string) => ({ name, small: true, avif: false });
const avif = (name: string) => ({ name, small: false, avif: true });

function lineOf(...claims: (Claim & { name: string })[]): WaitingLine<Claim & { name: string }> {
  const line = new WaitingLine<Claim & { name: string }>();
  for (const claim of claims) line.join(claim);
  return line;
}

describe("a general child", () => {
  it("goes to whoever waited longest", () => {
    const line = lineOf(plain("a"), small("b"), plain("c"));
    expect([line.next("general")?.name, line.next("general")?.name, line.next("general")?.name]).toEqual(["a", "b", "c"]);
    expect(line.next("general")).toBeUndefined();
  });

  it("goes to AVIF tasks in their order while nothing else waits", () => {
    const line = lineOf(avif("a"), avif("b"));
    expect([line.next("general")?.name, line.next("general")?.name]).toEqual(["a", "b"]);
  });

  it("goes to another task before an AVIF task that came earlier", () => {
    const line = lineOf(avif("a"), plain("b"));
    expect([line.next("general")?.name, line.next("general")?.name]).toEqual(["b", "a"]);
  });

  it("goes to an AVIF task once others have passed it as often as they may", () => {
    const line = lineOf(avif("a"));
    const served: (string | undefined)[] = [];
    for (let count = 0; count <= maxOvertakes; count += 1) {
      line.join(plain(`other ${count}`));
      served.push(line.next("general")?.name);
    }
    expect(served.indexOf("a")).toBe(maxOvertakes);
  });

  it("never passes anybody more often than that, whoever comes in whatever order", () => {
    const kinds = fc.constantFrom(plain, small, avif);
    fc.assert(
      fc.property(fc.array(fc.option(kinds), { maxLength: 200 }), (steps) => {
        const line = new WaitingLine<Claim & { name: string }>();
        let waiting: { claim: Claim; passed: number }[] = [];
        for (const kind of steps) {
          if (kind !== null) {
            const claim = kind("");
            line.join(claim);
            waiting.push({ claim, passed: 0 });
            continue;
          }
          const served = line.next("general");
          const index = waiting.findIndex(({ claim }) => claim === served);
          expect(index === -1).toBe(waiting.length === 0);
          waiting = waiting.flatMap((one, at) => (at === index ? [] : [{ ...one, passed: one.passed + (at < index ? 1 : 0) }]));
          for (const { claim, passed } of waiting) expect(passed).toBeLessThanOrEqual(claim.avif ? maxOvertakes : 0);
        }
      }),
    );
  });
});

describe("the reserved child", () => {
  it("goes to the first small task, past everything larger", () => {
    const line = lineOf(plain("a"), avif("b"), small("c"), small("d"));
    expect([line.next("reserved")?.name, line.next("reserved")?.name]).toEqual(["c", "d"]);
  });

  it("goes to a small task that may bring AVIF in its turn", () => {
    const line = lineOf(avif("a"), { name: "b", small: true, avif: true }, small("c"));
    expect([line.next("reserved")?.name, line.next("reserved")?.name]).toEqual(["b", "c"]);
  });

  it("goes to nobody while no small task waits", () => {
    expect(lineOf(plain("a"), avif("b")).next("reserved")).toBeUndefined();
  });
});

it("whoever leaves is not served", () => {
  const left = plain("a");
  const line = lineOf(left, plain("b"));
  line.leave(left);
  expect(line.next("general")?.name).toBe("b");
});
