import type { Models } from "./models.ts";

/** An index, its fields in order; `only`: the documents it holds. */
export interface Index {
  readonly key: Readonly<Record<string, 1 | -1>>;
  readonly only?: Readonly<Record<string, unknown>>;
}

const present = { $exists: true };

/** One index for each query that is made, and none else; what asks for a single document does so by `_id`. */
export const indexes: Readonly<Record<"images" | "tasks" | "results" | "keys", readonly Index[]>> = {
  images: [
    { key: { hidden: 1, _id: -1 } },
    { key: { hidden: 1, createdAt: 1, _id: 1 }, only: { key: present } },
    { key: { deletedAt: 1, _id: 1 }, only: { deletedAt: present } },
    { key: { checkedAt: 1, _id: 1 }, only: { purgedAt: present } },
  ],
  tasks: [
    { key: { imageId: 1, _id: -1 } },
    { key: { hidden: 1, _id: -1 } },
    { key: { hidden: 1, status: 1, _id: -1 } },
    { key: { changedAt: 1, _id: 1 } },
    { key: { checkedAt: 1, createdAt: 1, _id: 1 }, only: { open: true } },
  ],
  results: [{ key: { imageId: 1 } }],
  keys: [{ key: { imageId: 1, taskId: 1 } }, { key: { createdAt: 1, _id: 1 } }],
};

/** Creates what is not there yet; creates nothing twice. */
export async function createIndexes(models: Models): Promise<void> {
  for (const name of ["images", "tasks", "results", "keys"] as const) {
    await models[name].collection.createIndexes(
      indexes[name].map(({ key, only }) => ({ key, ...(only !== undefined && { partialFilterExpression: only }) })),
    );
  }
}
