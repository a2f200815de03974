import { ActionIcon, Anchor, Button, Progress, Text } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { memo } from "react";
import { Link } from "react-router";
import type { KnownTask } from "../../api/use-tasks.ts";
import { fileSize } from "../../words/file-size.ts";
import { Countdown } from "./countdown.tsx";
import { statusOf } from "./row-status.ts";
import { StatusIcon } from "./status-icon.tsx";
import { Thumbnail } from "./thumbnail.tsx";
import classes from "./upload-item.module.css";
import type { UploadRow } from "./upload-row.ts";

interface Props {
  readonly row: UploadRow;
  readonly task: KnownTask;
  readonly onRetry: (row: UploadRow, what: "upload" | "compression") => void;
  readonly onRemove: (row: UploadRow) => void;
}

/** One file: picture, name, size, and how far it is. */
export const UploadItem = memo(function UploadItem({ row, task, onRetry, onRemove }: Props) {
  const status = statusOf(row, task);
  const { retry } = status;
  const url = typeof task === "object" ? (task.outputs[0]?.url ?? null) : null;
  const unsent = status.phase === "waiting" || status.phase === "uploading";
  return (
    <li className={classes.item} data-phase={status.phase}>
      <Thumbnail file={row.file} url={url} />
      <div className={classes.text}>
        <div className={classes.title}>
          {row.state.kind === "accepted" && task !== "gone" ? (
            <Anchor
              component={Link}
              to={`/photo/${row.state.imageId}`}
              className={classes.name}
              c="var(--mantine-color-text)"
              title={row.name}
            >
              {row.name}
            </Anchor>
          ) : (
            <span className={classes.name} title={row.name}>
              {row.name}
            </span>
          )}
          <Text span size="xs" c="dimmed" className={classes.size}>
            {fileSize(row.bytes)}
          </Text>
        </div>
        <div className={classes.status}>
          <StatusIcon phase={status.phase} />
          <span>
            {status.sentence}
            {row.state.kind === "paused" && <Countdown at={row.state.at} />}
          </span>
        </div>
        {status.share !== null && <Progress value={status.share * 100} size={3} mt={6} aria-label={`Upload of ${row.name}`} />}
      </div>
      {retry !== null && (
        <Button size="compact-sm" variant="light" onClick={() => onRetry(row, retry)} aria-label={`Retry ${row.name}`}>
          Retry
        </Button>
      )}
      <ActionIcon
        variant="subtle"
        color="gray"
        aria-label={unsent ? `Cancel ${row.name}` : `Remove ${row.name} from this list`}
        onClick={() => onRemove(row)}
      >
        <IconX size={16} />
      </ActionIcon>
    </li>
  );
});
