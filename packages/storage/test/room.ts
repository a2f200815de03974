import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const starts = {
  jpg: Buffer.from([0xff, 0xd8, 0xff, 0xe0]),
  png: Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
  gif: Buffer.from("GIF89a"),
  webp: Buffer.from("RIFF\0\0\0\0WEBP", "latin1"),
  avif: Buffer.from("\0\0\0\x20ftypavif", "latin1"),
  tiff: Buffer.from("II*\0", "latin1"),
};
export type Extension = keyof typeof starts;
export const extensions = Object.keys(starts) as Extension[];

/** Bytes that begin as a file of that kind does: storage looks no further. */
export function imageBytes(extension: Extension = "jpg", size = 5000): Buffer {
  const start = starts[extension];
  return Buffer.concat([start, randomBytes(size - start.byteLength)]);
}

/** Everything an iterable gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A folder for one test's loose files, on the filesystem of temporary files. */
export class Room {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  static async open(): Promise<Room> {
    return new Room(await mkdtemp(join(tmpdir(), "pixpress-storage-")));
  }

  path(): string {
    return join(this.folder, randomUUID());
  }

  async file(content: Buffer | string): Promise<string> {
    const path = this.path();
    await writeFile(path, content);
    return path;
  }

  /** What lies in it now: a test that left a temporary file behind sees it here. */
  async left(): Promise<string[]> {
    return existsSync(this.folder) ? await readdir(this.folder) : [];
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
