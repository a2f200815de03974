import type { IdempotencyKeys, KeyRecord } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import type { KeyDocument } from "./documents.ts";
import { isDuplicate } from "./guard.ts";
import type { Models } from "./models.ts";
import { objectId } from "./object-id.ts";

/** What a key once began: the first record under its scope and key, which the unique `_id` makes the only one. */
export function createIdempotencyKeys({ keys }: Models): Unguarded<IdempotencyKeys> {
  return {
    async claim({ scope, key, fingerprint, imageId, taskId }) {
      const _id = slotOf(scope, key);
      const said = { scope, key, fingerprint, imageId: objectId(imageId), taskId: objectId(taskId) };
      try {
        // An upsert where the slot is free, for only an update can write the server's clock; where it is taken, the unique `_id` refuses.
        const made = await keys
          .findOneAndUpdate(
            { _id, fingerprint: { $exists: false } },
            { $setOnInsert: said, $currentDate: { createdAt: true } },
            { upsert: true, returnDocument: "after" },
          )
          .lean();
        return toKeyRecord(made);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        // A write, not a read: its acknowledgement says that the first claim survives a failover too.
        const stands = await keys.findByIdAndUpdate(_id, { $currentDate: { askedAt: true } }, { returnDocument: "after" }).lean();
        if (stands === null) throw error;
        return toKeyRecord(stands);
      }
    },

    async find(scope, key) {
      const found = await keys.findById(slotOf(scope, key)).lean();
      return found === null ? null : toKeyRecord(found);
    },

    async retire({ scope, key, taskId }) {
      const slot = { _id: slotOf(scope, key), taskId: objectId(taskId) };
      const found = await keys.findOne(slot).lean();
      if (found === null) return;
      const { _id, ...said } = found;
      // The copy first: at no moment is there no record of what the key began.
      await keys.updateOne({ _id: `${_id}\n${taskId}` }, { $setOnInsert: said }, { upsert: true });
      await keys.deleteOne(slot);
    },

    async names(imageId, taskId) {
      const named = { imageId: objectId(imageId), ...(taskId !== undefined && { taskId: objectId(taskId) }) };
      return (await keys.exists(named)) !== null;
    },

    async removeBefore(moment, limit) {
      const old = { createdAt: { $lt: moment } };
      const found = await keys.find(old, { _id: 1 }).sort({ createdAt: 1, _id: 1 }).limit(limit).lean();
      if (found.length === 0) return;
      // The slot of an old record may bear a new one by now.
      await keys.deleteMany({ _id: { $in: found.map(({ _id }) => _id) }, ...old });
    },
  };
}

/** Neither a scope nor the value of a header holds a line break. */
const slotOf = (scope: string, key: string) => `${scope}\n${key}`;

const toKeyRecord = ({ scope, key, fingerprint, imageId, taskId, createdAt }: KeyDocument): KeyRecord => ({
  scope,
  key,
  fingerprint,
  imageId: imageId.toHexString(),
  taskId: taskId.toHexString(),
  createdAt,
});
