import type { Db, Document, ObjectId } from "mongodb";
import type { FileFact, ImageFact, ResultFact, TaskFact } from "../check/snapshot.ts";

/** What the database holds, read by the bare driver: the product's own adapter is among what is checked. */
export async function readRows(db: Db): Promise<{ images: ImageFact[]; tasks: TaskFact[]; results: ResultFact[] }> {
  const all = (name: string) => db.collection(name).find({}).toArray();
  const images = (await all("imagemetadatas")).map(imageFact);
  const tasks = (await all("compressingtasks")).map(taskFact);
  const results = (await all("taskresults")).map(resultFact);
  return { images, tasks, results };
}

const text = (id: unknown): string => (id as ObjectId).toHexString();
const files = (outputs: unknown): FileFact[] => ((outputs ?? []) as FileFact[]).map(({ key, bytes }) => ({ key, bytes }));

const imageFact = (row: Document): ImageFact => ({
  id: text(row["_id"]),
  key: (row["key"] as string | undefined) ?? null,
  bytes: (row["bytes"] as number | undefined) ?? null,
  compressedTaskId: row["compressedTaskId"] === undefined ? null : text(row["compressedTaskId"]),
  outputs: files(row["outputs"]),
  deleted: row["deletedAt"] !== undefined,
  claimed: row["purgeClaimedAt"] !== undefined,
  purged: row["purgedAt"] !== undefined,
});

const taskFact = (row: Document): TaskFact => ({
  id: text(row["_id"]),
  imageId: text(row["imageId"]),
  status: row["status"] as string,
  reason: (row["reason"] as string | null | undefined) ?? null,
  outputs: files(row["outputs"]),
  ready: row["ready"] === true,
  open: row["open"] === true,
  hidden: row["hidden"] === true,
  finishedAt: (row["finishedAt"] as Date | undefined)?.getTime() ?? null,
});

const resultFact = (row: Document): ResultFact => {
  const result = row["result"] as { status: string; outputs: FileFact[] };
  return { taskId: text(row["_id"]), imageId: text(row["imageId"]), status: result.status, outputs: files(result.outputs) };
};
