import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { OutputFormat } from "@pixpress/contracts/limits";
import type { Encoding, Work } from "../encode.ts";
import type { Size } from "../picture.ts";
import { scaleOnce } from "../scale.ts";
import { Prepared } from "../search/prepared.ts";
import { during, type Stages } from "../search/search-task.ts";
import { noStages, together } from "../stages.ts";
import type { Budget } from "./budget.ts";

const mostSizes = 4;
/** Bytes fall more slowly than pixels, for a smaller picture has more detail in each. */
const sidesPerByte = 0.62;
const leastStep = 0.9;
/** Where pixels have to go, so many go that those which stay look well: a picture of half the quality range, over the coarsest, weighs so much more. */
const ofGoodQuality: Readonly<Partial<Record<OutputFormat, number>>> = { jpeg: 1.9, webp: 3.5, avif: 3.5, png: 1.5 };

/** Makes a picture that did not fit smaller until it does; the smallest file where that does not help either. */
export async function downscale(
  { job, deadline }: Work,
  tooLarge: Encoding,
  budget: Budget,
  encodeAt: (work: Work) => Promise<Encoding>,
): Promise<Encoding> {
  let smallest = tooLarge;
  let heavier = ofGoodQuality[tooLarge.format] ?? 1;
  let size: Size = job.size;
  let { encodes, stages } = tooLarge;
  for (let sizes = 0; sizes < mostSizes && deadline.leaves(0); sizes++) {
    const step = Math.min(leastStep, (Math.max(1, budget.fill) / (smallest.bytes * heavier)) ** sidesPerByte);
    heavier = 1;
    const next = scaled(size, step);
    if (next.width === size.width && next.height === size.height) break;
    size = next;
    const folder = join(job.folder, `${tooLarge.format}-${tooLarge.lossless ? "exact" : "lossy"}-${size.width}x${size.height}`);
    mkdirSync(folder);
    const { scaled: _, ...picture } = job.picture;
    const scaling: Stages = { ...noStages };
    const smallerPicture = await during(scaling, "decode", () => scaleOnce(picture, size, job.recipe, folder));
    const smaller = { ...job, picture: smallerPicture, size, folder };
    await using prepared = new Prepared(smaller);
    const came = await encodeAt({ job: smaller, prepared, deadline });
    encodes += came.encodes;
    stages = together(stages, scaling, came.stages);
    if (came.bytes < smallest.bytes) smallest = { ...came, scaledTo: size };
    if (came.fits === true) return { ...came, scaledTo: size, encodes, stages };
  }
  return { ...smallest, encodes, stages };
}

const scaled = ({ width, height }: Size, step: number): Size => ({
  width: Math.max(1, Math.round(width * step)),
  height: Math.max(1, Math.round(height * step)),
});
