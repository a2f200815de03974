/** How many frames a film has, and how long each is seen, in milliseconds. */
export interface Timing {
  readonly frames: number;
  readonly delays: readonly number[];
}

/** Where a frame of the original is seen in an encoded film: encoders merge frames that are equal and add up their times. */
export function placeIn(encoded: Timing, original: Timing, frame: number): number {
  if (encoded.frames === original.frames) return frame;
  const time = sum(original.delays.slice(0, frame));
  let end = 0;
  const place = encoded.delays.findIndex((delay) => {
    end += delay;
    return time < end;
  });
  return place === -1 ? encoded.frames - 1 : place;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
