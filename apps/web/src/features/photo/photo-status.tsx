import { Loader } from "@mantine/core";
import type { Image } from "@pixpress/contracts";
import { useTasks } from "../../api/use-tasks.ts";
import { missingFormats, taskFailure } from "../../words/task-failure.ts";
import { waitingSentence } from "../../words/waiting.ts";
import { useConnection } from "../events/connection-context.ts";
import classes from "./photo-status.module.css";

/** What the newest task is doing, or why it failed; nothing while all is well. */
export function PhotoStatus({ image }: { image: Image }) {
  const { state } = useConnection();
  const tasks = useTasks(image.taskId === null ? [] : [image.taskId], state === "live");
  const task = image.taskId === null ? undefined : tasks.get(image.taskId);
  return (
    <div role="status" aria-live="polite" className={classes.status}>
      {image.status === "pending" && (
        <span className={classes.line}>
          <Loader size={14} aria-hidden />
          {typeof task === "object" && task.startedAt !== null ? "Compressing" : waitingSentence(typeof task === "object" ? task : {})}
        </span>
      )}
      {image.status === "completed_with_errors" && typeof task === "object" && (
        <span className={classes.failed}>{missingFormats(task)}</span>
      )}
      {image.status === "failed" && typeof task === "object" && <span className={classes.failed}>{taskFailure(task)}</span>}
    </div>
  );
}
