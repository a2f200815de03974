import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { IconCheck, IconCopy, IconDownload, IconTrash } from "@tabler/icons-react";
import classes from "./photo-actions.module.css";

interface Props {
  readonly url: string;
  readonly onDelete: () => void;
}

/** Download, copy the address, delete. */
export function PhotoActions({ url, onDelete }: Props) {
  const clipboard = useClipboard({ timeout: 2000 });
  return (
    <div className={classes.actions}>
      <Button component="a" href={`${url}?download`} download leftSection={<IconDownload size={16} aria-hidden />} className={classes.wide}>
        Download
      </Button>
      <Button
        variant="default"
        leftSection={clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        onClick={() => clipboard.copy(url)}
      >
        {clipboard.copied ? "Copied" : "Copy link"}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
        Delete
      </Button>
    </div>
  );
}
