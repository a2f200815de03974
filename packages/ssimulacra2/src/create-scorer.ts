import { type Arithmetic, bestArithmetic } from "./instance.ts";
import { Pair } from "./pair.ts";
import { type Channels, type Rows, writeRows } from "./rows.ts";
import { ScoreError } from "./score-error.ts";

/** Scores two pictures of one size while their rows come in; neither is ever whole in memory. */
export interface Scorer {
  /** Takes the next rows of both, whole ones and as many of each; the arrays may be reused afterwards. */
  push(referenceRows: Uint8Array, distortedRows: Uint8Array): void;
  /** The score once every row was pushed: 100 for identical pictures, 90 indistinguishable side by side, downwards without end. */
  finish(): number;
  /** The WebAssembly memory in use. */
  readonly memoryBytes: number;
}

export interface ScorerOptions {
  /** Channels of the reference's rows: 3, or 4 with straight alpha. By default 3. */
  readonly referenceChannels?: Channels;
  /** Channels of the distorted picture's rows. By default 3. */
  readonly distortedChannels?: Channels;
  /** Only for tests: by default the quicker arithmetic that is exact on this machine. Both give the same scores. */
  readonly arithmetic?: Arithmetic;
}

/** The reference refuses smaller pictures; here they go on with their last pixel. */
const leastSide = 8;

const opaque = [0];
/** What shows through: middle grey and white; the worse score counts. */
const greyAndWhite = [128, 255];

/** Opens a scorer for two pictures of this size. */
export function createScorer(width: number, height: number, options: ScorerOptions = {}): Scorer {
  if (![width, height].every((side) => Number.isInteger(side) && side >= 1 && side <= 0xffff)) {
    throw new ScoreError("invalid_size", `a picture of ${width} by ${height} pixels cannot be scored`);
  }
  const { referenceChannels = 3, distortedChannels = 3, arithmetic = bestArithmetic() } = options;
  const paddedWidth = Math.max(width, leastSide);
  const paddedHeight = Math.max(height, leastSide);
  const backgrounds = referenceChannels === 3 && distortedChannels === 3 ? opaque : greyAndWhite;
  const pairs = backgrounds.map((background) => ({ background, pair: new Pair(paddedWidth, paddedHeight, arithmetic) }));
  let pushed = 0;
  let last: [Rows, Rows] | undefined;
  let finished = false;

  const write = (reference: Rows, distorted: Rows, rows: number) => {
    for (const { background, pair } of pairs) {
      for (let from = 0; from < rows; ) {
        const count = Math.min(pair.room, rows - from);
        writeRows(pair.rows(0, count), paddedWidth, reference, from, count, background);
        writeRows(pair.rows(1, count), paddedWidth, distorted, from, count, background);
        pair.took(count);
        from += count;
      }
    }
  };

  return {
    push(referenceRows, distortedRows) {
      if (finished) throw new ScoreError("finished", "the score was handed out already");
      const reference = { data: referenceRows, channels: referenceChannels, width };
      const distorted = { data: distortedRows, channels: distortedChannels, width };
      const rows = wholeRows(reference);
      if (wholeRows(distorted) !== rows) throw new ScoreError("not_whole_rows", "as many rows of both pictures must be pushed together");
      pushed += rows;
      if (pushed > height) throw new ScoreError("too_many_rows", `there are only ${height} rows`);
      write(reference, distorted, rows);
      if (height < leastSide && rows > 0) last = [lastRow(reference, rows), lastRow(distorted, rows)];
    },
    finish() {
      if (finished) throw new ScoreError("finished", "the score was handed out already");
      if (pushed < height) throw new ScoreError("rows_missing", `${height - pushed} rows are missing`);
      finished = true;
      if (last) for (let row = height; row < leastSide; row += 1) write(...last, 1);
      return Math.min(...pairs.map(({ pair }) => pair.finish()));
    },
    get memoryBytes() {
      return pairs.reduce((sum, { pair }) => sum + pair.memoryBytes, 0);
    },
  };
}

function wholeRows({ data, channels, width }: Rows): number {
  const rows = data.length / (width * channels);
  if (!Number.isInteger(rows)) throw new ScoreError("not_whole_rows", `${data.length} bytes are no whole rows of ${width} pixels`);
  return rows;
}

function lastRow(rows: Rows, count: number): Rows {
  const stride = rows.width * rows.channels;
  return { ...rows, data: new Uint8Array(rows.data.subarray((count - 1) * stride, count * stride)) };
}
