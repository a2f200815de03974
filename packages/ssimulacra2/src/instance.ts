import { readFileSync } from "node:fs";
import { webAssembly } from "./web-assembly.ts";

/** One pair at a time: `open`, then rows at `input`, four by four, each four taken by `band`, then the sums. */
export interface Instance {
  readonly memory: { readonly buffer: ArrayBuffer };
  open(width: number, height: number): number;
  input(picture: number): number;
  band(rows: number): void;
  sum(scale: number, channel: number, norm: number): number;
  fuses(factor: number, less: number): number;
}

/** How a multiply-add is rounded once: by the processor, or by 64-bit floats where it, or this Node, cannot. */
export type Arithmetic = "fused" | "wide";

const kept = 2;
const modules = new Map<Arithmetic, object>();
const idle: Record<Arithmetic, Instance[]> = { fused: [], wide: [] };
let best: Arithmetic | undefined;

/** The quicker arithmetic that is exact here: relaxed SIMD may round twice, and is unknown to older engines. */
export function bestArithmetic(): Arithmetic {
  best ??= canFuse() ? "fused" : "wide";
  return best;
}

function canFuse(): boolean {
  try {
    const instance = instantiate("fused");
    idle.fused.push(instance);
    return instance.fuses(1 + 2 ** -12, 1 + 2 ** -11) !== 0;
  } catch (error) {
    if (error instanceof webAssembly.CompileError) return false;
    throw error;
  }
}

/** An instance at rest, or a new one. Its memory never shrinks, so a few are used again and again instead of waiting for the collector. */
export function takeInstance(arithmetic: Arithmetic): Instance {
  return idle[arithmetic].pop() ?? instantiate(arithmetic);
}

/** Gives an instance back whose sums have been read. */
export function giveBack(arithmetic: Arithmetic, instance: Instance): void {
  if (idle[arithmetic].length < kept) idle[arithmetic].push(instance);
}

function instantiate(arithmetic: Arithmetic): Instance {
  let module = modules.get(arithmetic);
  if (!module) {
    module = new webAssembly.Module(readFileSync(new URL(`./${arithmetic}.wasm`, import.meta.url)));
    modules.set(arithmetic, module);
  }
  return new webAssembly.Instance(module).exports as unknown as Instance;
}
