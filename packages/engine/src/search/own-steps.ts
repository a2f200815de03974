import { expectAt, floorQuality, type Point, type Rungs } from "./ladder.ts";

/** What a file of a part of the picture is like. */
export interface PartFile {
  readonly distance: number;
  readonly bytes: number;
}

interface Known {
  /** The mean of all pictures, by which it goes between what was measured. */
  readonly rungs: Rungs;
  readonly measure: (quality: number) => Promise<PartFile>;
  /** What to expect of the part before any was measured. */
  readonly before: (quality: number) => number;
  /** True where one quality less may do as well, though the mean of all pictures says that it does not. */
  readonly stairs: boolean;
}

/** The steps a picture takes from quality to quality, measured on a part of it. */
export class OwnSteps {
  readonly #known: Known;
  readonly #points: (Point & PartFile)[] = [];

  constructor(known: Known, points: readonly (Point & PartFile)[] = []) {
    this.#known = known;
    this.#points.push(...points);
  }

  async learn(quality: number): Promise<PartFile> {
    const known = this.#points.find((point) => point.quality === quality);
    if (known !== undefined) return known;
    const point = { quality, ...(await this.#known.measure(quality)) };
    this.#points.push(point);
    return point;
  }

  /** The distance of the part at a quality. */
  at(quality: number): number {
    return this.#points.length === 0 ? this.#known.before(quality) : expectAt(this.#known.rungs, this.#points, quality);
  }

  /** Suggests anew as long as what was suggested was not measured, nor what lies just below it and might do as well. */
  async settle<T extends number | null>(suggest: () => T, mightDo: (quality: number) => boolean): Promise<T> {
    for (let looks = 0; looks < mostLooks; looks++) {
      const quality = suggest();
      if (quality === null) break;
      const unknown = this.#knows(quality) ? quality - 1 : quality;
      if (unknown < floorQuality || this.#knows(unknown) || (unknown < quality && !(this.#known.stairs && mightDo(unknown)))) break;
      await this.learn(unknown);
    }
    return suggest();
  }

  #knows(quality: number): boolean {
    return this.#points.some((point) => point.quality === quality);
  }
}

const mostLooks = 6;
/** How far the mean of all pictures may be off from one quality to the next. */
export const ladderErrs = 0.05;
