import { mkdir, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { onDisk } from "./disk-failure.ts";
import { enterFolders, pruneFolders } from "./disk-folders.ts";
import { Incoming } from "./disk-incoming.ts";
import { walk } from "./disk-list.ts";
import { copyOut, openStored } from "./disk-read.ts";
import { moveIn } from "./disk-write.ts";
import { assertKey, assertPrefix } from "./key.ts";
import type { ByteRange, ListedFile, OpenedFile, Storage, StoredFile } from "./storage.ts";
import { codeOf } from "./system-failure.ts";

/** Storage in a folder, which is made where it is missing. */
export async function openDiskStorage(folder: string): Promise<Storage> {
  return onDisk("open", "unavailable", async () => {
    await mkdir(folder, { recursive: true });
    const root = await realpath(folder);
    const incoming = new Incoming(root);
    await incoming.open();
    return new DiskStorage(root, incoming);
  });
}

class DiskStorage implements Storage {
  readonly local = true;
  readonly #root: string;
  readonly #incoming: Incoming;

  constructor(root: string, incoming: Incoming) {
    this.#root = root;
    this.#incoming = incoming;
  }

  async put(key: string, path: string, options: { readonly signal?: AbortSignal } = {}): Promise<StoredFile> {
    const segments = assertKey("put", key);
    const bytes = await onDisk("put", "unavailable", () => moveIn(path, { root: this.#root, segments }, this.#incoming, options.signal));
    return { key, url: `/files/${key}`, bytes };
  }

  async download(key: string, path: string, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const segments = assertKey("download", key);
    const handle = await onDisk("download", "not_found", () => openStored("download", this.#root, segments));
    await onDisk("download", "unavailable", () => copyOut(handle, path, options.signal));
  }

  async read(key: string, range?: ByteRange): Promise<OpenedFile> {
    const segments = assertKey("read", key);
    return onDisk("read", "not_found", async () => {
      const handle = await openStored("read", this.#root, segments);
      try {
        const { size, mtime } = await handle.stat();
        return { stream: handle.createReadStream(range ? { start: range.start, end: range.end } : {}), bytes: size, modifiedAt: mtime };
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  async stat(key: string): Promise<{ bytes: number; modifiedAt: Date }> {
    const segments = assertKey("stat", key);
    return onDisk("stat", "not_found", async () => {
      await using handle = await openStored("stat", this.#root, segments);
      const { size, mtime } = await handle.stat();
      return { bytes: size, modifiedAt: mtime };
    });
  }

  async remove(key: string): Promise<void> {
    // A file lies where the key says, so what a folder of that name holds must outlive this: no recursion.
    await this.#remove("remove", assertKey("remove", key), false);
  }

  async removeAll(prefix: string): Promise<void> {
    await this.#remove("removeAll", assertPrefix("removeAll", prefix), true);
  }

  async *list(prefix: string, olderThan: Date): AsyncGenerator<ListedFile> {
    const segments = assertPrefix("list", prefix);
    const files = walk(join(this.#root, ...segments), prefix, olderThan);
    try {
      if (!(await this.#reaches("list", segments))) return;
      for (;;) {
        const next = await onDisk("list", "unavailable", () => files.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await files.return(undefined);
    }
  }

  async ping(): Promise<void> {
    await onDisk("ping", "unavailable", () => this.#incoming.probe());
  }

  async close(): Promise<void> {}

  /** A removal is not synced: what a crash brings back is removed again by whoever asked for it. */
  async #remove(operation: string, segments: readonly string[], recursive: boolean): Promise<void> {
    const parents = segments.slice(0, -1);
    if (!(await this.#reaches(operation, parents))) return;
    await onDisk(operation, "unavailable", async () => {
      try {
        await rm(join(this.#root, ...segments), { force: true, recursive, maxRetries: 3 });
      } catch (error) {
        if (codeOf(error) !== "ERR_FS_EISDIR") throw error;
      }
      await pruneFolders(this.#root, parents);
    });
  }

  async #reaches(operation: string, segments: readonly string[]): Promise<boolean> {
    return onDisk(operation, "unavailable", async () => {
      try {
        await enterFolders(operation, this.#root, segments);
        return true;
      } catch (error) {
        if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return false;
        throw error;
      }
    });
  }
}
