import type { Results } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import { isDuplicate } from "./guard.ts";
import type { Models } from "./models.ts";
import { objectId } from "./object-id.ts";

/** The decision on each task: the first result stored under its id, which the unique key makes the only one. */
export function createResults({ results }: Models): Unguarded<Results> {
  return {
    async insertOnce(result) {
      const _id = objectId(result.taskId);
      try {
        await results.collection.insertOne({ _id, imageId: objectId(result.imageId), result });
        return result;
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        // A write, not a read: its acknowledgement says that the winner's insert, which came before, survives a failover too.
        const stands = await results.findByIdAndUpdate(_id, { $currentDate: { refusedAt: true } }, { returnDocument: "after" }).lean();
        if (stands === null) throw error;
        return stands.result;
      }
    },

    async get(taskId) {
      return (await results.findById(objectId(taskId)).lean())?.result ?? null;
    },

    async removeOfImage(imageId) {
      await results.deleteMany({ imageId: objectId(imageId) });
    },
  };
}
