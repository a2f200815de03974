import { extendedHeader } from "../generations/webp-place.ts";
import { type RiffChunk, readRiff, riffChunk, writeRiff } from "../strip/riff.ts";
import type { Timing } from "./timing.ts";

const flag = { animation: 0x02, alpha: 0x10 } as const;
/** Bits of a frame: its place is cleared when it was seen, and it is not laid over what is there. */
const frameFlag = { clear: 0x01, noBlend: 0x02 } as const;
const [durationPlace, flagPlace, headBytes] = [12, 15, 16];
const sidesPlace = { ofHeader: 4, ofFrame: 6, bytes: 6 } as const;
const pictureParts: ReadonlySet<string> = new Set(["ALPH", "VP8 ", "VP8L"]);

/**
 * Gives a WebP film of ours a frame for each of the original's again, seen as long: libwebp shows frames that it cannot tell apart once,
 * and a film of nothing else as a still (docs/decisions/178-every-frame-of-a-film.md). Each was encoded to last one tick.
 */
export function writeWebpFrames(film: Buffer, timing: Timing, tick: number): Buffer {
  const { delays } = timing;
  const chunks = animated(readRiff(film) ?? [], timing, tick);
  let next = 0;
  let added = false;
  const whole = chunks.flatMap((chunk) => {
    if (chunk.type !== "ANMF") return [chunk];
    const merged = Math.round(chunk.body.readUIntLE(durationPlace, 3) / tick);
    const own = delays.slice(next, next + merged);
    next += merged;
    added ||= merged > 1;
    return split(chunk.body, own);
  });
  if (next !== delays.length) throw new Error(`a WebP of ${delays.length} frames came out with ${next}`);
  return writeRiff(added ? whole.map(mayBeTransparent) : whole);
}

/** A film that came out as a still, as a film of one frame. */
function animated(chunks: readonly RiffChunk[], { delays, loop }: Timing, tick: number): readonly RiffChunk[] {
  if (chunks.some(({ type }) => type === "ANMF")) return chunks;
  const [first] = chunks as [RiffChunk];
  const header = Buffer.from((first.type === "VP8X" ? first : (extendedHeader(first) as RiffChunk)).body);
  header[0] = (header[0] as number) | flag.animation;
  const head = Buffer.alloc(headBytes);
  header.copy(head, sidesPlace.ofFrame, sidesPlace.ofHeader, sidesPlace.ofHeader + sidesPlace.bytes);
  head.writeUIntLE(delays.length * tick, durationPlace, 3);
  head[flagPlace] = frameFlag.noBlend;
  const picture = chunks.filter(({ type }) => pictureParts.has(type));
  const frame = riffChunk("ANMF", Buffer.concat([head, ...picture.map(({ whole }) => whole)]));
  const others = chunks.filter(({ type }) => type !== "VP8X" && !pictureParts.has(type));
  const profile = others.filter(({ type }) => type === "ICCP");
  const notes = others.filter(({ type }) => type !== "ICCP");
  return [riffChunk("VP8X", header), ...profile, animation(loop), frame, ...notes];
}

/** What all frames have in common: a background that nobody shows, as libwebp writes it, and how often they are shown. */
function animation(loop: number): RiffChunk {
  const body = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0]);
  body.writeUInt16LE(loop, 4);
  return riffChunk("ANIM", body);
}

/** One frame for each of the times; from the second on they change nothing. What the frame clears when it was seen, the last of them clears. */
function split(frame: Buffer, delays: readonly number[]): RiffChunk[] {
  const clears = ((frame[flagPlace] as number) & frameFlag.clear) !== 0;
  return delays.map((delay, index) => {
    const isLast = index === delays.length - 1;
    const body = index === 0 ? Buffer.from(frame) : nothing(clears && isLast ? frame : null);
    body.writeUIntLE(delay, durationPlace, 3);
    body[flagPlace] = ((body[flagPlace] as number) & ~frameFlag.clear) | (clears && isLast ? frameFlag.clear : 0);
    return riffChunk("ANMF", body);
  });
}

/** A frame without a visible pixel, laid over what is there: a single pixel in the corner, or in place of another frame. */
function nothing(place: Buffer | null): Buffer {
  const head = Buffer.alloc(headBytes);
  place?.copy(head, 0, 0, durationPlace);
  const [width, height] = [head.readUIntLE(sidesPlace.ofFrame, 3), head.readUIntLE(sidesPlace.ofFrame + 3, 3)];
  return Buffer.concat([head, riffChunk("VP8L", transparent(width, height)).whole]);
}

/** So many pixels, less one a side, that are all transparent black: each of the five codes has one symbol, which takes no bits. */
function transparent(width: number, height: number): Buffer {
  const data = Buffer.from([0x2f, 0, 0, 0, 0, 0x88, 0x88, 0x08]);
  data.writeUInt32LE((width | (height << 14) | (1 << 28)) >>> 0, 1);
  return data;
}

function mayBeTransparent(chunk: RiffChunk): RiffChunk {
  if (chunk.type !== "VP8X") return chunk;
  const header = Buffer.from(chunk.body);
  header[0] = (header[0] as number) | flag.alpha;
  return riffChunk("VP8X", header);
}
