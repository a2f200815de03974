import { type ProcessMemory, readProcessMemory } from "./process-memory.ts";

/** From this part of its budget on, what a child says of an image is not believed: decoders lie when memory runs out. */
const nearPart = 0.75;
/** From this part of its budget on, what a child at rest still holds would be missing in its next task. */
const wornPart = 0.25;
const leastWornBytes = 64 * 1024 ** 2;
/** More than this is not left with a child that has nothing to do. */
const idleBytes = 128 * 1024 ** 2;
const leastSpareBytes = 256 * 1024 ** 2;

/** What one child may use beyond what it used before its first task, and what its present task used of it. */
export class MemoryBudget {
  readonly #pid: number;
  readonly #bytes: number;
  readonly #baseline: ProcessMemory | null;
  #peakBefore = 0;
  #resident = 0;
  #data = 0;

  /** To be made when the child is up and has run nothing yet. */
  constructor(pid: number, bytes: number) {
    this.#pid = pid;
    this.#bytes = bytes;
    this.#baseline = readProcessMemory(pid);
  }

  /** The writable address space it may have; null where the platform does not tell. */
  get dataLimit(): number | null {
    return this.#baseline === null ? null : this.#baseline.data + this.#dataBytes;
  }

  /** Threads and arenas take space they never fill: it stands well behind the limit of resident memory. */
  get #dataBytes(): number {
    return this.#bytes + Math.max(this.#bytes / 2, leastSpareBytes);
  }

  beginTask(): void {
    this.#peakBefore = readProcessMemory(this.#pid)?.peak ?? 0;
    this.#resident = 0;
    this.#data = 0;
  }

  /** Looks at the child now; false once it is past its budget. */
  holds(): boolean {
    const now = readProcessMemory(this.#pid);
    if (now === null || this.#baseline === null) return true;
    // The kernel's peak is for life: it is this task's only if it rose since the task began.
    this.#resident = Math.max(this.#resident, now.peak > this.#peakBefore ? now.peak : now.resident);
    this.#data = Math.max(this.#data, now.data);
    return now.resident - this.#baseline.resident <= this.#bytes;
  }

  /** Whether the present task was seen near the limit. */
  wasNear(): boolean {
    if (this.#baseline === null) return false;
    const resident = this.#resident - this.#baseline.resident;
    const data = this.#data - this.#baseline.data;
    return resident >= nearPart * this.#bytes || data >= nearPart * this.#dataBytes;
  }

  /** Whether a child at rest holds so much that its next task would miss it. */
  isWorn(): boolean {
    return this.#held() > Math.max(wornPart * this.#bytes, leastWornBytes);
  }

  /** Whether a child that stays at rest holds more than the machine should lend it. */
  isHeavy(): boolean {
    return this.#held() > idleBytes;
  }

  #held(): number {
    const now = readProcessMemory(this.#pid);
    return now === null || this.#baseline === null ? 0 : now.resident - this.#baseline.resident;
  }
}
