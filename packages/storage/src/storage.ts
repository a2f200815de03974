import type { Readable } from "node:stream";

export { StorageError, type StorageFailure } from "./storage-error.ts";

/** What lies under a key. `url` is absolute, or a path of the API (`/files/<key>`). */
export interface StoredFile {
  readonly key: string;
  readonly url: string;
  readonly bytes: number;
}

export interface ListedFile {
  readonly key: string;
  readonly bytes: number;
  readonly modifiedAt: Date;
}

/** Bytes from `start` to `end`, both included and counted from 0. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface OpenedFile {
  readonly stream: Readable;
  /** Of the whole file, whatever range is read. */
  readonly bytes: number;
  readonly modifiedAt: Date | null;
}

/**
 * Where bytes lie. A key is `images/<imageId>/<hash>.<ext>` or `compressed_images/<imageId>/<taskId>-<hash>.<ext>`: ASCII letters,
 * digits, `-_./`, no empty or dotted segment. What lies under a key never changes. Every method rejects with a `StorageError`
 * and nothing else; a call retries itself a few times where that can help.
 */
export interface Storage {
  /** True where files lie on this machine's own disk, so that storing one takes a moment. */
  readonly local: boolean;
  /** Stores the file at `path` under `key` and consumes it: afterwards nothing lies at `path`. Whole or not at all; a repeat is success. */
  put(key: string, path: string, options?: { readonly signal?: AbortSignal }): Promise<StoredFile>;
  /** Copies what lies under `key` to a new file at `path`, whole or not at all. */
  download(key: string, path: string, options?: { readonly signal?: AbortSignal }): Promise<void>;
  /** Opens it for reading, all or a range; the caller reads the stream to its end or destroys it. */
  read(key: string, range?: ByteRange): Promise<OpenedFile>;
  /** Its size, without reading it. */
  stat(key: string): Promise<{ readonly bytes: number; readonly modifiedAt: Date | null }>;
  /** Removes it; a key with nothing under it is success. */
  remove(key: string): Promise<void>;
  /** Removes everything whose key starts with the prefix, which ends with `/`. */
  removeAll(prefix: string): Promise<void>;
  /** Every file under the prefix last written before the moment, in no promised order. */
  list(prefix: string, olderThan: Date): AsyncIterable<ListedFile>;
  /** Resolves when storage takes and gives files right now. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
