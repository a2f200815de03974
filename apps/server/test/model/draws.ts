import * as fc from "fast-check";
import type { Model } from "./model.ts";
import { create, deliver, type Operation, recover, remove, undo, upload } from "./operations.ts";
import { type ImageState, imageState } from "./state-machine.ts";

/** An operation that is drawn: which things it is done to is settled by what there is when its turn comes. */
export interface Draw {
  readonly label: string;
  /** Null where there is nothing to do it to. */
  choose(model: Model): Operation | null;
}

export const nat = fc.nat({ max: 5 });
const lane = fc.constantFrom(0, 0, 0, 1);
const key = fc.option(fc.nat({ max: 2 }));
/** Half of all goes well. */
export const calm = fc.option(
  fc.record({
    call: fc.integer({ min: 1, max: 8 }),
    when: fc.constantFrom("before" as const, "after" as const),
    kind: fc.constantFrom("fails" as const, "dies" as const, "ends" as const, "ends" as const),
  }),
  { freq: 2 },
);

const fixed = (operation: Operation): Draw => ({ label: operation.label, choose: () => operation });
/** A few images are enough, and more would seldom meet. */
const uploading = (operation: Operation): Draw => ({
  label: operation.label,
  choose: ({ last }) => (last.images.size < 3 ? operation : null),
});
/** Something done to one of the images there have been, mostly to one in the state it is meant for. */
const ofImage = (label: string, nth: number, meant: ImageState, operation: (imageId: string) => Operation): Draw => ({
  label: `${label}(image ${nth})`,
  choose: ({ last }) => {
    const all = [...last.images.keys()];
    const fitting = all.filter((id) => imageState(last.images.get(id), true) === meant);
    const ids = nth === 0 || fitting.length === 0 ? all : fitting;
    const id = ids[nth % ids.length];
    return id === undefined ? null : operation(id);
  },
});
const delivering: Draw = { label: "deliver", choose: ({ waiting }) => (waiting.results > 0 ? deliver : null) };

const uploads = fc.tuple(lane, nat, key).map(([drawn, file, nth]) => uploading(upload(drawn, file % 2, nth)));
const creations = fc
  .tuple(nat, lane, key)
  .map(([nth, drawn, given]) => ofImage("create", nth, "visible", (id) => create(id, drawn, given)));
const deletions = nat.map((nth) => ofImage("delete", nth, "visible", remove));
const undoings = nat.map((nth) => ofImage("undo", nth, "deleted", undo));
/** Tasks alone; deletions too; files as well. What is kept for a day is looked at when all is quiet. */
const recoveries = fc.constantFrom(65, 65, 65, 120, 120, 7300).map((ahead) => fixed(recover(ahead)));
/** In the middle of anything: nothing lasts for hours. */
const soon = fc.constantFrom(65, 120).map((ahead) => fixed(recover(ahead)));
const delivery = fc.constant(delivering);

/** What one server does while no other does anything. */
export const single = fc.oneof(
  { weight: 4, arbitrary: uploads },
  { weight: 1, arbitrary: creations },
  { weight: 2, arbitrary: deletions },
  { weight: 2, arbitrary: undoings },
  { weight: 4, arbitrary: recoveries },
  { weight: 10, arbitrary: delivery },
);
/** What two servers do at once. Where one thing stands in the way of another the moment decides; those meet more often. */
const anything = fc.oneof(uploads, creations, deletions, undoings, soon, delivery);
const rivals = fc.oneof(
  fc.tuple(undoings, fc.constant(fixed(recover(120)))),
  fc.tuple(delivery, soon),
  fc.tuple(delivery, deletions),
  fc.tuple(delivery, delivery),
  fc.tuple(creations, fc.constant(fixed(recover(120)))),
  fc.tuple(uploads, soon),
  uploads.map((one): [Draw, Draw] => [one, one]),
);
export const pair = fc.oneof(rivals, fc.tuple(anything, anything));

/** Whose step is next: some of the one, then some of the other. */
export const turns = fc
  .tuple(fc.nat({ max: 1 }), fc.array(fc.nat({ max: 15 }), { minLength: 2, maxLength: 6 }))
  .map(([first, counts]) => counts.flatMap((count, index) => Array<number>(count + 1).fill((first + index) % 2)));
