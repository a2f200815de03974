import type { ImageRow } from "../rows.ts";
import type { ImageDocument } from "./documents.ts";
import { toImageRow } from "./image-row.ts";
import type { Models } from "./models.ts";

/** The rows of documents; those of an older service do not name their newest task, which is then looked up. */
export async function toImageRows({ tasks }: Models, documents: readonly ImageDocument[]): Promise<ImageRow[]> {
  const unnamed = documents.filter(({ taskId, purgedAt }) => taskId === undefined && purgedAt === undefined).map(({ _id }) => _id);
  const newest = new Map<string, string>();
  if (unnamed.length > 0) {
    const found = await tasks.find({ imageId: { $in: unnamed } }, { imageId: 1 }).lean();
    for (const { _id, imageId } of found) {
      const [image, task] = [imageId.toHexString(), _id.toHexString()];
      if (task > (newest.get(image) ?? "")) newest.set(image, task);
    }
  }
  return documents.map((document) => toImageRow(document, newest.get(document._id.toHexString()) ?? null));
}
