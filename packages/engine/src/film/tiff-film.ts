import { closeSync, openSync, writeSync } from "node:fs";
import type { Size } from "../picture.ts";

/** What all frames of a film have in common. */
export interface FilmShape extends Size {
  readonly channels: 3 | 4;
  readonly frames: number;
  readonly icc: Buffer | null;
}

const headBytes = 8;
const short = 3;
const long = 4;
const blob = 7;
type Entry = readonly [tag: number, type: number, count: number, value: number];

/**
 * Writes a film frame by frame as a TIFF of a page each, uncompressed: what sharp reads as a film, without the whole of it ever being
 * in memory. Frames are 8-bit RGB or RGBA, without padding.
 */
export class TiffFilm {
  readonly #file: number;
  readonly #shape: FilmShape;
  #written = 0;
  #place = headBytes;

  constructor(path: string, shape: FilmShape) {
    this.#file = openSync(path, "w");
    this.#shape = shape;
    const head = Buffer.from("II*\0\0\0\0\0", "latin1");
    head.writeUInt32LE(headBytes + this.#frameBytes, 4);
    writeSync(this.#file, head);
  }

  /** Even, as directories have to begin on a word. */
  get #frameBytes(): number {
    const { width, height, channels } = this.#shape;
    const bytes = width * height * channels;
    return bytes + (bytes % 2);
  }

  add(frame: Uint8Array): void {
    const { width, height, channels } = this.#shape;
    if (frame.length !== width * height * channels) throw new Error(`a frame of ${frame.length} bytes is not ${width} by ${height}`);
    this.#written += 1;
    const padding = Buffer.alloc(this.#frameBytes - frame.length);
    const directory = this.#directory();
    for (const part of [frame, padding, directory]) for (let at = 0; at < part.length; ) at += writeSync(this.#file, part, at);
    this.#place += this.#frameBytes + directory.length;
  }

  /** The directory of the frame at the present place, with what does not fit into its entries behind it. */
  #directory(): Buffer {
    const { width, height, channels, frames, icc } = this.#shape;
    const start = this.#place + this.#frameBytes;
    const tail = start + 2 + (11 + (channels === 4 ? 1 : 0) + (icc === null ? 0 : 1)) * 12 + 4;
    const bits = Buffer.alloc(channels * 2);
    for (let channel = 0; channel < channels; channel++) bits.writeUInt16LE(8, channel * 2);
    const profile = icc === null ? Buffer.alloc(0) : Buffer.concat([icc, Buffer.alloc(icc.length % 2)]);
    const entries: readonly Entry[] = [
      [256, long, 1, width],
      [257, long, 1, height],
      [258, short, channels, tail],
      [259, short, 1, 1],
      [262, short, 1, 2],
      [273, long, 1, this.#place],
      [274, short, 1, 1],
      [277, short, 1, channels],
      [278, long, 1, height],
      [279, long, 1, width * height * channels],
      [284, short, 1, 1],
      ...(channels === 4 ? [[338, short, 1, 2] as const] : []),
      ...(icc === null ? [] : [[34_675, blob, icc.length, tail + bits.length] as const]),
    ];
    const directory = Buffer.alloc(2 + entries.length * 12 + 4);
    directory.writeUInt16LE(entries.length, 0);
    for (const [index, [tag, type, count, value]] of entries.entries()) {
      directory.writeUInt16LE(tag, 2 + index * 12);
      directory.writeUInt16LE(type, 4 + index * 12);
      directory.writeUInt32LE(count, 6 + index * 12);
      directory.writeUInt32LE(value, 10 + index * 12);
    }
    const length = directory.length + bits.length + profile.length;
    directory.writeUInt32LE(this.#written < frames ? start + length + this.#frameBytes : 0, directory.length - 4);
    return Buffer.concat([directory, bits, profile]);
  }

  close(): void {
    closeSync(this.#file);
  }
}
