import { type FileHandle, open } from "node:fs/promises";

const windowBytes = 64 * 1024;

/** The file's structure is not what its type promises. */
export class HeaderError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "HeaderError";
  }
}

/** Random access to a file through one small window: a walk from block to block reads little and holds less. */
export class FileBytes {
  readonly size: number;
  readonly #file: FileHandle;
  readonly #own = Buffer.allocUnsafe(windowBytes);
  #window = Buffer.alloc(0);
  #start = 0;

  private constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.size = size;
  }

  static async open(path: string): Promise<FileBytes> {
    const file = await open(path, "r");
    return new FileBytes(file, (await file.stat()).size);
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Exactly `length` bytes; a `HeaderError` where the file ends before. They are good until the next call. */
  async at(offset: number, length: number): Promise<Buffer> {
    if (!this.holds(offset, length)) await this.#load(offset, length);
    if (!this.holds(offset, length)) throw new HeaderError("the file ends too early");
    return this.#window.subarray(offset - this.#start, offset - this.#start + length);
  }

  /** True where `byteAt` can answer without reading. */
  holds(offset: number, length = 1): boolean {
    return offset >= this.#start && offset + length <= this.#start + this.#window.length;
  }

  /** One byte of the window, without a promise: a file of millions of tiny blocks must not cost millions of them. */
  byteAt(offset: number): number {
    return this.#window[offset - this.#start] ?? 0;
  }

  async #load(offset: number, length: number): Promise<void> {
    const buffer = length > windowBytes ? Buffer.allocUnsafe(length) : this.#own;
    const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, offset);
    this.#window = buffer.subarray(0, bytesRead);
    this.#start = offset;
  }
}
