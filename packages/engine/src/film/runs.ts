/** Consecutive frames of a film. */
export interface Run {
  readonly from: number;
  readonly count: number;
}

const runs = 4;
const mostFrames = 16;
/** Their pixels lie in memory, four bytes each, as long as the task takes. */
const mostPixels = 8_000_000;

/** What is looked at of a film: the whole of a short one, else four stretches from the first frame to the last. */
export function runsOf(frames: number, framePixels: number): readonly Run[] {
  const most = Math.min(mostFrames, Math.max(runs, Math.floor(mostPixels / framePixels)));
  if (frames <= most) return [{ from: 0, count: frames }];
  const count = Math.floor(most / runs);
  return Array.from({ length: runs }, (_, index) => ({ from: Math.round((index * (frames - count)) / (runs - 1)), count }));
}
