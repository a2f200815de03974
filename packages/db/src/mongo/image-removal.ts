import type { Types } from "mongoose";
import type { Images } from "../database.ts";
import type { Unguarded } from "../guarded.ts";
import { toImageRows } from "./image-rows.ts";
import type { Models } from "./models.ts";
import { objectId } from "./object-id.ts";
import { raise } from "./raise.ts";
import { visible } from "./visible.ts";

type Removal = "delete" | "undo" | "claimPurge" | "purgeable" | "bury" | "tombstones" | "removeTombstone";

/** Everything of an image that its tombstone does not keep. */
const emptied = Object.fromEntries(
  "compressedUrl compressedTaskId outputs taskId key name bytes width height pixels format deletedAt purgeClaimedAt checkedAt"
    .split(" ")
    .map((field) => [field, 1 as const]),
);

/** How an image ends: hidden, claimed by the purge, a tombstone, gone. Undo and the claim are writes of one row, so one wins. */
export function createImageRemoval(models: Models): Pick<Unguarded<Images>, Removal> {
  const { images, tasks } = models;

  /** Hides or shows an image's tasks as the image is, and looks again: the image may have changed meanwhile. The last to look is right. */
  const alignTasks = async (imageId: Types.ObjectId, hidden: boolean): Promise<void> => {
    for (let wanted = hidden; ; wanted = !wanted) {
      const change = wanted ? { $set: { hidden: true } } : { $unset: { hidden: 1 as const } };
      await tasks.updateMany({ imageId, ...(wanted ? visible : { hidden: true }) }, { ...raise, ...change });
      const now = await images.findById(imageId, { hidden: 1 }).lean();
      if (now === null || (now.hidden === true) === wanted) return;
    }
  };

  /** Unclaimed and, where a moment is given, deleted before it; the claim of a living one hides it too. */
  const claim = async (_id: Types.ObjectId, deletedBefore: Date | undefined): Promise<boolean> => {
    const free = { _id, purgeClaimedAt: null, purgedAt: null };
    const claimed = { purgeClaimedAt: true, updatedAt: true } as const;
    const deleted = { ...free, deletedAt: { $exists: true, ...(deletedBefore !== undefined && { $lt: deletedBefore }) } };
    const claimDeleted = async () => (await images.updateOne(deleted, { $currentDate: claimed })).matchedCount === 1;
    if (await claimDeleted()) return true;
    if (deletedBefore !== undefined) return false;
    const living = { ...free, ...visible };
    const write = { $set: { hidden: true }, $currentDate: { ...claimed, deletedAt: true } } as const;
    // Once more the first: the image may have been deleted between the two.
    return (await images.updateOne(living, write)).matchedCount === 1 || (await claimDeleted());
  };

  return {
    async delete(id) {
      const _id = objectId(id);
      await images.updateOne({ _id, ...visible }, { $set: { hidden: true }, $currentDate: { deletedAt: true, updatedAt: true } });
      const found = await images.findOne({ _id, deletedAt: { $exists: true }, purgeClaimedAt: null }).lean();
      if (found === null) return null;
      await alignTasks(_id, true);
      return (await toImageRows(models, [found]))[0] ?? null;
    },

    async undo(id) {
      const _id = objectId(id);
      const deleted = { _id, deletedAt: { $exists: true }, purgeClaimedAt: null };
      const shown = { $unset: { hidden: 1, deletedAt: 1 }, $currentDate: { updatedAt: true } } as const;
      if ((await images.updateOne(deleted, shown)).matchedCount === 0) {
        const found = await images.findById(_id, { hidden: 1 }).lean();
        if (found === null) return "not_found";
        if (found.hidden === true) return "too_late";
      }
      await alignTasks(_id, false);
      return "restored";
    },

    async claimPurge(id, deletedBefore) {
      const _id = objectId(id);
      if (!(await claim(_id, deletedBefore))) {
        const earlier = await images.exists({ _id, $or: [{ purgeClaimedAt: { $exists: true } }, { purgedAt: { $exists: true } }] });
        if (earlier === null) return false;
      }
      await alignTasks(_id, true);
      return true;
    },

    async purgeable(deletedBefore, limit) {
      const found = images.find({ deletedAt: { $lt: deletedBefore } }).sort({ deletedAt: 1, _id: 1 });
      return await toImageRows(models, await found.limit(limit).lean());
    },

    async bury(id) {
      await images.updateOne(
        { _id: objectId(id), purgeClaimedAt: { $exists: true } },
        { $set: { imageUrl: "", hidden: true }, $unset: emptied, $currentDate: { purgedAt: true, updatedAt: true } },
      );
    },

    async tombstones(limit) {
      const found = await images
        .find({ purgedAt: { $exists: true } })
        .sort({ checkedAt: 1, _id: 1 })
        .limit(limit)
        .lean();
      if (found.length > 0) {
        await images.updateMany({ _id: { $in: found.map(({ _id }) => _id) } }, { $currentDate: { checkedAt: true } });
      }
      return await toImageRows(models, found);
    },

    async removeTombstone(id) {
      await images.deleteOne({ _id: objectId(id), purgedAt: { $exists: true } });
    },
  };
}
