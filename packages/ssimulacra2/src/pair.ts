import { finalScore } from "./final-score.ts";
import { type Arithmetic, giveBack, takeInstance } from "./instance.ts";

/** Two opaque pictures, at least 8 by 8, on their way through one instance. */
export class Pair {
  readonly #instance;
  readonly #arithmetic: Arithmetic;
  readonly #width: number;
  readonly #height: number;
  readonly #scales: number;
  /** Rows waiting at the instance's input, which takes four at a time. */
  #waiting = 0;
  #taken = 0;

  constructor(width: number, height: number, arithmetic: Arithmetic) {
    this.#width = width;
    this.#height = height;
    this.#arithmetic = arithmetic;
    this.#instance = takeInstance(arithmetic);
    this.#scales = this.#instance.open(width, height);
  }

  get memoryBytes(): number {
    return this.#instance.memory.buffer.byteLength;
  }

  /** How many rows may be written before the next `took`. */
  get room(): number {
    return 4 - this.#waiting;
  }

  /** Where the next rows of a picture (0 the reference, 1 the distorted) are to be written, three bytes a pixel. */
  rows(picture: 0 | 1, count: number): Uint8Array {
    const stride = this.#width * 3;
    return new Uint8Array(this.#instance.memory.buffer, this.#instance.input(picture) + this.#waiting * stride, count * stride);
  }

  /** Says that so many rows of both were written. */
  took(count: number): void {
    this.#waiting += count;
    this.#taken += count;
    if (this.#waiting < 4 && this.#taken < this.#height) return;
    this.#instance.band(this.#waiting);
    this.#waiting = 0;
  }

  /** The score, once all rows were taken; the instance goes back and may serve another pair. */
  finish(): number {
    const score = finalScore(this.#width, this.#height, this.#scales, (...at) => this.#instance.sum(...at));
    giveBack(this.#arithmetic, this.#instance);
    return score;
  }
}
