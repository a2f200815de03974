import { Button, Progress, Text, Title } from "@mantine/core";
import { useCallback } from "react";
import { useCompressAgain } from "../../api/use-compress-again.ts";
import { useTasks } from "../../api/use-tasks.ts";
import { problemOf } from "../../words/problem-of.ts";
import { useSaveZip } from "../download/use-save-zip.ts";
import { useConnection } from "../events/connection-context.ts";
import { batchOf } from "./batch.ts";
import { UploadItem } from "./upload-item.tsx";
import classes from "./upload-panel.module.css";
import type { UploadRow } from "./upload-row.ts";
import { useUploadRows, useUploads } from "./uploads-context.ts";

/** The files of this visit, one row each, with what they saved together. */
export function UploadPanel() {
  const { rows: store, queue } = useUploads();
  const rows = useUploadRows();
  const { state } = useConnection();
  const taskIds = rows.flatMap((row) => (row.state.kind === "accepted" ? [row.state.taskId] : []));
  const tasks = useTasks(taskIds, state === "live");
  const { mutate: compressAgain } = useCompressAgain();
  const zip = useSaveZip();

  const onRemove = useCallback((row: UploadRow) => queue.remove([row.key]), [queue]);
  const onRetry = useCallback(
    (row: UploadRow, what: "upload" | "compression") => {
      if (what === "upload") return queue.retry(row.key);
      if (row.state.kind !== "accepted") return;
      compressAgain(
        { imageId: row.state.imageId, recipe: row.recipe },
        {
          onSuccess: (accepted) => store.change(row.key, { state: { kind: "accepted", ...accepted } }),
          onError: (error) => {
            const { sentence, reason } = problemOf(error);
            store.change(row.key, { state: { kind: "refused", sentence, reason, canRetry: row.file !== null } });
          },
        },
      );
    },
    [queue, store, compressAgain],
  );

  if (rows.length === 0) return null;
  const batch = batchOf(rows, tasks);
  const finished = rows.filter((row) => row.state.kind !== "waiting" && row.state.kind !== "uploading" && row.state.kind !== "paused");
  return (
    <section className={classes.panel} aria-labelledby="uploads-title">
      <div className={classes.head}>
        <div>
          <Title order={2} size="h4" id="uploads-title">
            Your uploads
          </Title>
          <Text size="sm" c="dimmed" role="status" aria-live="polite">
            {batch.sentence}
          </Text>
        </div>
        <div className={classes.actions}>
          {batch.imageIds.length > 1 && (
            <Button size="xs" variant="light" loading={zip.isPending} onClick={() => zip.save(batch.imageIds)}>
              Save these as zip
            </Button>
          )}
          {!batch.busy && (
            <Button size="xs" variant="subtle" color="gray" onClick={() => queue.remove(finished.map(({ key }) => key))}>
              Clear list
            </Button>
          )}
        </div>
      </div>
      {batch.busy && <Progress value={batch.share * 100} size={3} radius={0} aria-label="All uploads" />}
      <ul className={classes.list} aria-label="Uploads">
        {rows.map((row) => (
          <UploadItem
            key={row.key}
            row={row}
            task={row.state.kind === "accepted" ? tasks.get(row.state.taskId) : undefined}
            onRetry={onRetry}
            onRemove={onRemove}
          />
        ))}
      </ul>
    </section>
  );
}
