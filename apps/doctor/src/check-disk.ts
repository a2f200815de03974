import { mkdir, statfs } from "node:fs/promises";
import type { Config } from "./config.ts";
import { type Finding, mend, ok } from "./finding.ts";
import { reasonOf } from "./reason-of.ts";

const subject = "temporary space";
/** So many uploads of the largest size should fit at once: those that arrive, and those the engine works on. */
const uploadsAtOnce = 10;
const fewestFiles = 1000;
const mebibyte = 1024 * 1024;

/** Uploads and the engine's files grow in `DATA_DIR/tmp` before they are stored. */
export async function checkDisk({ DATA_DIR, MAX_UPLOAD_BYTES }: Config): Promise<Finding[]> {
  try {
    await mkdir(DATA_DIR, { recursive: true });
    const { bavail, bsize, files, ffree } = await statfs(DATA_DIR);
    return [judgeSpace(DATA_DIR, { bytes: bavail * bsize, files: files === 0 ? null : ffree }, MAX_UPLOAD_BYTES)];
  } catch (error) {
    return [mend(subject, `The folder ${DATA_DIR} cannot be used: ${reasonOf(error)}`, "Set DATA_DIR to a folder this user may write to.")];
  }
}

/** `files`: how many more there may be; null where the filesystem does not count them. */
export function judgeSpace(
  folder: string,
  free: { readonly bytes: number; readonly files: number | null },
  maxUploadBytes: number,
): Finding {
  const wanted = maxUploadBytes * uploadsAtOnce;
  const megabytes = (bytes: number) => `${Math.floor(bytes / mebibyte)} MiB`;
  if (free.bytes < wanted) {
    const what = `${megabytes(free.bytes)} are free in ${folder}; ${uploadsAtOnce} uploads of MAX_UPLOAD_BYTES need ${megabytes(wanted)}.`;
    return mend(subject, what, "Free some, give DATA_DIR a larger disk, or lower MAX_UPLOAD_BYTES.");
  }
  if (free.files !== null && free.files < fewestFiles) {
    return mend(
      subject,
      `The filesystem of ${folder} takes only ${free.files} more files.`,
      "Give DATA_DIR a filesystem with more inodes.",
    );
  }
  return ok(subject, `${megabytes(free.bytes)} are free in ${folder}.`);
}
