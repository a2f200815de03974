import { codeOf } from "./system-failure.ts";

/** Whether a process of this machine lives, be it another user's: what it left behind is nobody's to remove while it does. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
