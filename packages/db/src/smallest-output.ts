import type { Output } from "@pixpress/contracts";

/** The output with the fewest bytes, the first of equals; undefined where there is none. */
export function smallestOutput(outputs: readonly Output[]): Output | undefined {
  return outputs.reduce<Output | undefined>(
    (smallest, output) => (smallest === undefined || output.bytes < smallest.bytes ? output : smallest),
    undefined,
  );
}
