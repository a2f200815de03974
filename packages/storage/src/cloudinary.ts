import { createWriteStream } from "node:fs";
import { rename, rm, stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { CloudinaryAccount, type Credentials } from "./cloudinary-account.ts";
import { deliver, head, originalUrl } from "./cloudinary-delivery.ts";
import { cloudinaryError } from "./cloudinary-failure.ts";
import { assertKey, assertPrefix } from "./key.ts";
import { withRetries } from "./retry.ts";
import type { ByteRange, ListedFile, OpenedFile, Storage, StoredFile } from "./storage.ts";
import { StorageError } from "./storage-error.ts";
import { codeOf } from "./system-failure.ts";

/** Calls of the admin API are rationed by the hour, and readiness is asked every few seconds. */
const pingHoldsMs = 60_000;

export interface CloudinaryOptions extends Credentials {
  /** The longest one call may take, its repeats included. */
  readonly seconds: number;
  readonly deliveryPrefix?: string | undefined;
}

/** Storage at Cloudinary: files come in by its upload API and go out by its CDN. */
export function createCloudinaryStorage(options: CloudinaryOptions): Storage {
  return new CloudinaryStorage(options);
}

class CloudinaryStorage implements Storage {
  readonly local = false;
  readonly #options: CloudinaryOptions;
  readonly #account: CloudinaryAccount;
  readonly #stallMs: number;
  #lastPing = Number.NEGATIVE_INFINITY;

  constructor(options: CloudinaryOptions) {
    this.#options = options;
    // A call that hangs leaves time for another try within the whole.
    this.#stallMs = Math.min(20_000, Math.ceil((options.seconds * 1000) / 3));
    this.#account = new CloudinaryAccount(options, this.#stallMs);
  }

  async put(key: string, path: string, options: { readonly signal?: AbortSignal } = {}): Promise<StoredFile> {
    assertKey("put", key);
    const bytes = await sizeOf(path);
    if (bytes === null) return this.#stored(key, options.signal);
    const answer = await this.#try("put", (signal) => this.#account.upload(key, path, signal), options.signal);
    if (answer.bytes !== bytes) {
      await this.remove(key);
      const why = `${answer.bytes} of ${bytes} bytes were stored: a default upload preset of the account seems to transform files`;
      throw new StorageError("put", "denied", new Error(why));
    }
    await rm(path, { force: true });
    return { key, url: answer.secureUrl, bytes };
  }

  async download(key: string, path: string, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    assertKey("download", key);
    const part = `${path}.part`;
    try {
      await this.#try(
        "download",
        async (signal) => {
          const { body } = await deliver("download", this.#url(key), undefined, signal, this.#stallMs);
          await pipeline(body, createWriteStream(part), { signal });
          await rename(part, path);
        },
        options.signal,
      );
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<OpenedFile> {
    assertKey("read", key);
    const { body, bytes, modifiedAt } = await this.#try("read", (signal) => deliver("read", this.#url(key), range, signal, this.#stallMs));
    return { stream: body, bytes, modifiedAt };
  }

  async stat(key: string): Promise<{ bytes: number; modifiedAt: Date | null }> {
    assertKey("stat", key);
    return this.#try("stat", (signal) => head(this.#url(key), signal, this.#stallMs));
  }

  async remove(key: string): Promise<void> {
    assertKey("remove", key);
    await this.#try("remove", (signal) => this.#account.destroy(key, signal));
  }

  async removeAll(prefix: string): Promise<void> {
    assertPrefix("removeAll", prefix);
    while (await this.#try("removeAll", (signal) => this.#account.destroySome(prefix, signal)));
  }

  async *list(prefix: string, olderThan: Date): AsyncGenerator<ListedFile> {
    assertPrefix("list", prefix);
    let cursor: string | undefined;
    do {
      const at = cursor;
      const { assets, next } = await this.#try("list", (signal) => this.#account.page(prefix, at, signal));
      for (const { key, bytes, writtenAt } of assets) {
        // Another program's files may share the folder; what is not marked as ours is nobody's orphan.
        if (key !== undefined && writtenAt < olderThan) yield { key, bytes, modifiedAt: writtenAt };
      }
      cursor = next;
    } while (cursor !== undefined);
  }

  async ping(): Promise<void> {
    if (performance.now() - this.#lastPing < pingHoldsMs) return;
    await this.#account.ping(AbortSignal.timeout(this.#stallMs)).catch((error: unknown) => {
      throw cloudinaryError("ping", error);
    });
    this.#lastPing = performance.now();
  }

  async close(): Promise<void> {}

  /** The answer to a repeated put whose file an earlier call has consumed. */
  async #stored(key: string, signal?: AbortSignal): Promise<StoredFile> {
    const { secureUrl, bytes } = await this.#try("put", (limit) => this.#account.asset(key, limit), signal);
    return { key, url: secureUrl, bytes };
  }

  #url(key: string): string {
    return originalUrl(this.#options.cloudName, this.#options.deliveryPrefix, key);
  }

  #try<T>(operation: string, attempt: (signal: AbortSignal) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withRetries(operation, { seconds: this.#options.seconds, signal }, cloudinaryError, attempt);
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw cloudinaryError("put", error);
  }
}
