import { notifications } from "@mantine/notifications";
import { problemOf } from "../words/problem-of.ts";

/** Tells a person that something they asked for did not work, and why. */
export function showProblem(title: string, error: unknown): void {
  notifications.show({ title, message: problemOf(error).sentence, color: "red", autoClose: 8000 });
}
