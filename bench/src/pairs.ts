/** One side of a comparison: runs once and answers its figure. */
type Side<T> = () => Promise<T>;

/** Runs A and B in turn, `count` times after one warm-up of each, whoever was second going first the next time. */
export async function interleaved<A, B>(count: number, a: Side<A>, b: Side<B>): Promise<{ a: A; b: B }[]> {
  await a();
  await b();
  const pairs: { a: A; b: B }[] = [];
  for (let index = 0; index < count; index += 1) {
    if (index % 2 === 0) {
      const first = await a();
      pairs.push({ a: first, b: await b() });
    } else {
      const first = await b();
      pairs.push({ a: await a(), b: first });
    }
  }
  return pairs;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** One line: the median ratio of the pairs, with the lowest and the highest, against its goal. */
export function report(name: string, ratios: readonly number[], goal: number): boolean {
  const [low, high] = [Math.min(...ratios), Math.max(...ratios)];
  const reached = median(ratios) >= goal;
  const figures = `${median(ratios).toFixed(3)} (${low.toFixed(3)} to ${high.toFixed(3)}, ${ratios.length} pairs)`;
  console.log(`${reached ? "reached" : "MISSED "}  ${name}: ${figures}, goal ${goal}`);
  return reached;
}
