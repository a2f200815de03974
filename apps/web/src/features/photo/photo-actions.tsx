import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconCopy, IconDownload, IconTrash } from "@tabler/icons-react";
import classes from "./photo-actions.module.css";

interface Props {
  readonly url: string;
  /** There is no result yet, or none came. */
  readonly isOriginal: boolean;
  readonly onDelete: () => void;
}

/** Download, copy the address, delete. */
export function PhotoActions({ url, isOriginal, onDelete }: Props) {
  const clipboard = useClipboard({ timeout: 2000 });
  const copy = () => {
    // Over plain HTTP a browser has no clipboard for pages: then the address is shown to be copied by hand.
    if ("clipboard" in navigator) clipboard.copy(url);
    else notifications.show({ title: "Copy this address", message: url, autoClose: 20_000 });
  };
  return (
    <div className={classes.actions}>
      <Button component="a" href={`${url}?download`} download leftSection={<IconDownload size={16} aria-hidden />} className={classes.wide}>
        {isOriginal ? "Download original" : "Download"}
      </Button>
      <Button
        variant="default"
        leftSection={clipboard.copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
        onClick={copy}
      >
        {clipboard.copied ? "Copied" : "Copy link"}
      </Button>
      <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
        Delete
      </Button>
    </div>
  );
}
