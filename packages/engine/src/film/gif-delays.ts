import { gifBlock, gifExtension, readGifBlocks } from "../strip/gif-blocks.ts";

/** GIF counts in hundredths of a second, up to eleven minutes. */
const delayUnit = 10;
const mostUnits = 65_535;
/** Behind a control block's introducer, label, size and flags. */
const delayPlace = 4;

/** Gives the frames of a GIF of ours their times, in milliseconds: sharp takes none above a minute. */
export function writeGifDelays(film: Buffer, delays: readonly number[]): Buffer {
  const controls = (readGifBlocks(film)?.blocks ?? []).filter(
    ({ kind, start }) => kind === gifBlock.extension && film[start + 1] === gifExtension.control,
  );
  if (controls.length !== delays.length) throw new Error(`a GIF of ${delays.length} frames came out with ${controls.length}`);
  const copy = Buffer.from(film);
  for (const [frame, { start }] of controls.entries())
    copy.writeUInt16LE(Math.min(mostUnits, Math.round((delays[frame] as number) / delayUnit)), start + delayPlace);
  return copy;
}
