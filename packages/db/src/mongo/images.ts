import type { Images } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import { smallestOutput } from "../smallest-output.ts";
import { unlessThere } from "./guard.ts";
import { toImageRows } from "./image-rows.ts";
import type { Models } from "./models.ts";
import { objectId } from "./object-id.ts";
import { insertTask } from "./tasks.ts";
import { visible } from "./visible.ts";

type Kept = "insertWithTask" | "get" | "getMany" | "list" | "setNewestTask" | "finish" | "createdBefore";

/** Images as they come and are read; their end is in `image-removal.ts`. */
export function createKeptImages(models: Models): Pick<Unguarded<Images>, Kept> {
  const { images } = models;
  return {
    async insertWithTask({ id, taskId, ...said }, task) {
      await insertTask(models, task);
      // An upsert where the id is free, for only an update can write the server's clock; where it is taken, the unique `_id` refuses.
      const insert = images.updateOne(
        { _id: objectId(id), imageUrl: { $exists: false } },
        {
          $setOnInsert: { ...said, ...(taskId !== null && { taskId: objectId(taskId) }), compressedUrl: null },
          $currentDate: { createdAt: true, updatedAt: true },
        },
        { upsert: true },
      );
      await insert.catch(unlessThere);
    },

    async get(id) {
      const found = await images.findById(objectId(id)).lean();
      return found === null ? null : ((await toImageRows(models, [found]))[0] ?? null);
    },

    async getMany(ids) {
      if (ids.length === 0) return [];
      return await toImageRows(models, await images.find({ _id: { $in: ids.map(objectId) } }).lean());
    },

    async list({ limit, before }) {
      const found = images.find({ ...visible, ...(before !== undefined && { _id: { $lt: objectId(before) } }) });
      return await toImageRows(models, await found.sort({ _id: -1 }).limit(limit).lean());
    },

    async setNewestTask(id, taskId) {
      const [_id, newest] = [objectId(id), objectId(taskId)];
      const older = { _id, ...visible, taskId: { $not: { $gte: newest } } };
      const written = await images.updateOne(older, { $set: { taskId: newest }, $currentDate: { updatedAt: true } });
      return written.matchedCount === 1 || (await images.exists({ _id, ...visible })) !== null;
    },

    async finish({ imageId, taskId, outputs }) {
      const smallest = smallestOutput(outputs);
      if (smallest === undefined) return;
      const compressedTaskId = objectId(taskId);
      await images.updateOne(
        { _id: objectId(imageId), purgeClaimedAt: null, purgedAt: null, compressedTaskId: { $not: { $gt: compressedTaskId } } },
        { $set: { compressedTaskId, compressedUrl: smallest.url, outputs }, $currentDate: { updatedAt: true } },
      );
    },

    async createdBefore(moment, limit) {
      const found = images.find({ ...visible, key: { $exists: true }, createdAt: { $lt: moment } });
      return await toImageRows(models, await found.sort({ createdAt: 1, _id: 1 }).limit(limit).lean());
    },
  };
}
