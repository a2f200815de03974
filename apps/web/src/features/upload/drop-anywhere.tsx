import { Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { extensions, mediaTypes } from "@pixpress/contracts/limits";
import { IconPhotoDown } from "@tabler/icons-react";
import type { RefObject } from "react";
import classes from "./drop-anywhere.module.css";
import { useUploads } from "./uploads-context.ts";
import { usePasteFiles } from "./use-paste-files.ts";

/** What the file dialog offers; whatever is dropped gets a row, and a reason where it is refused. */
const offered = [...Object.values(mediaTypes), ...Object.values(extensions).map((extension) => `.${extension}`)].join(",");

/** Takes files dropped or pasted anywhere on the page; `openRef` opens the file dialog. */
export function DropAnywhere({ openRef }: { openRef: RefObject<() => void> }) {
  const { add } = useUploads();
  usePasteFiles(add);
  return (
    <Dropzone.FullScreen
      onDrop={add}
      openRef={openRef}
      activateOnKeyboard={false}
      radius="lg"
      classNames={{ root: classes.zone ?? "" }}
      inputProps={{ accept: offered, "aria-hidden": true }}
    >
      <div className={classes.message} aria-hidden>
        <IconPhotoDown size={56} stroke={1.25} aria-hidden />
        <Text size="xl" fw={650}>
          Drop to compress
        </Text>
      </div>
    </Dropzone.FullScreen>
  );
}
