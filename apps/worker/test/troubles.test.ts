import { EngineError } from "@pixpress/engine/child-pool";
import { StorageError } from "@pixpress/storage";
import { describe, expect, it } from "vitest";
import { OriginalMissing } from "../src/fetch-original.ts";
import { createTroubles } from "../src/troubles.ts";

const broken = new EngineError("compress", "not_an_image", "It is broken.", { retryable: false });
const died = new EngineError("compress", "child_died", "It died.", { retryable: true });

describe("what keeps a worker from its work", () => {
  it("is told until a task goes through", () => {
    const troubles = createTroubles();
    troubles.note(new StorageError("download", "unavailable"));
    expect(troubles.faults()).toEqual(["The worker cannot use storage: unavailable."]);
    troubles.over();
    expect(troubles.faults()).toEqual([]);
  });

  it.each([broken, died, new OriginalMissing(null)])(
    "is over, too, when the next task fails by its own image: storage answers again (%#)",
    (error) => {
      const troubles = createTroubles();
      troubles.note(new StorageError("download", "unavailable"));
      troubles.note(error);
      expect(troubles.faults()).toEqual([]);
    },
  );

  it("is the engine itself, when five runs in a row die", () => {
    const troubles = createTroubles();
    for (let run = 0; run < 5; run += 1) troubles.note(died);
    expect(troubles.faults()).toEqual(["The engine failed on 5 runs in a row."]);
    troubles.note(broken);
    expect(troubles.faults()).toEqual([]);
  });
});
