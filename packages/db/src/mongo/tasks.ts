import type { Tasks } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import type { NewTask } from "../rows.ts";
import { unlessThere } from "./guard.ts";
import type { Models } from "./models.ts";
import { never } from "./never.ts";
import { objectId } from "./object-id.ts";
import { toTaskRow } from "./task-row.ts";
import { visible } from "./visible.ts";

type Kept = "insert" | "get" | "getMany" | "ofImage" | "list" | "changedAfter" | "open" | "removeUnready" | "removeOfImage";

/** Stores a new task. As with an image, an upsert where the id is free. */
export async function insertTask({ tasks }: Models, { id, imageId, recipe }: NewTask): Promise<void> {
  const insert = tasks.updateOne(
    { _id: objectId(id), imageId: { $exists: false } },
    {
      $setOnInsert: {
        imageId: objectId(imageId),
        status: "pending",
        recipe,
        revision: 0,
        crashes: 0,
        ready: false,
        open: true,
        checkedAt: never,
      },
      $currentDate: { createdAt: true, updatedAt: true, changedAt: true },
    },
    { upsert: true },
  );
  await insert.catch(unlessThere);
}

/** Tasks as they come, are read and go; what happens to them in between is in `task-progress.ts`. */
export function createKeptTasks(models: Models): Pick<Unguarded<Tasks>, Kept> {
  const { tasks } = models;
  return {
    insert: (task) => insertTask(models, task),

    async get(id) {
      const found = await tasks.findById(objectId(id)).lean();
      return found === null ? null : toTaskRow(found);
    },

    async getMany(ids) {
      if (ids.length === 0) return [];
      return (await tasks.find({ _id: { $in: ids.map(objectId) } }).lean()).map(toTaskRow);
    },

    async ofImage(imageId) {
      const found = await tasks
        .find({ imageId: objectId(imageId) })
        .sort({ _id: -1 })
        .lean();
      return found.map(toTaskRow);
    },

    async list({ limit, before, status }) {
      const page = { ...(status !== undefined && { status }), ...(before !== undefined && { _id: { $lt: objectId(before) } }) };
      const found = await tasks
        .find({ ...visible, ...page })
        .sort({ _id: -1 })
        .limit(limit)
        .lean();
      return found.map(toTaskRow);
    },

    async changedAfter(moment, limit) {
      const found = await tasks
        .find({ changedAt: { $gt: moment } })
        .sort({ changedAt: 1, _id: 1 })
        .limit(limit)
        .lean();
      return found.map(toTaskRow);
    },

    async open(createdBefore, limit) {
      // The bound on the first field lets mongod check the age on the index's keys; without it, it would read each young task.
      const due = { open: true, checkedAt: { $gte: never }, createdAt: { $lt: createdBefore } };
      const waiting = tasks.find(due).sort({ checkedAt: 1, createdAt: 1, _id: 1 });
      const found = await waiting.limit(limit).lean();
      if (found.length > 0) {
        await tasks.updateMany({ _id: { $in: found.map(({ _id }) => _id) } }, { $currentDate: { checkedAt: true } });
      }
      return found.map(toTaskRow);
    },

    async removeUnready(id) {
      return (await tasks.deleteOne({ _id: objectId(id), ready: false })).deletedCount === 1;
    },

    async removeOfImage(imageId) {
      await tasks.deleteMany({ imageId: objectId(imageId) });
    },
  };
}
