import { existsSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** One place to die at: right after a verb of a port, where asked for only if another verb was done just before. */
export interface Step {
  readonly operation: string;
  /** Tells the finish's own calls from those that other messages make too. */
  readonly after?: string;
}

/** Puts down one death for whichever process comes to the step first. */
export function putToken(folder: string, { operation, after = "" }: Step): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, operation), after);
}

export const tokenIsTaken = (folder: string, { operation }: Step): boolean => !existsSync(join(folder, operation));

/** Takes the token of a step, if there is one. True for one process alone. `lastDone`: when this process last did each verb. */
export function takeToken(folder: string, operation: string, lastDone: ReadonlyMap<string, number>): boolean {
  const path = join(folder, operation);
  try {
    const after = readFileSync(path, "utf8");
    if (after !== "" && (lastDone.get(after) ?? 0) < statSync(path).mtimeMs) return false;
    unlinkSync(path);
    return true;
  } catch {
    return false;
  }
}
