import { Text } from "@mantine/core";
import { Dropzone } from "@mantine/dropzone";
import { extensions, mediaTypes } from "@pixpress/contracts/limits";
import { IconPhotoDown } from "@tabler/icons-react";
import { type RefObject, useCallback } from "react";
import classes from "./drop-anywhere.module.css";
import { useUploads } from "./uploads-context.ts";
import { usePasteFiles } from "./use-paste-files.ts";

/** What the file dialog offers; whatever is dropped gets a row, and a reason where it is refused. */
const offered = [...Object.values(mediaTypes), ...Object.values(extensions).map((extension) => `.${extension}`)].join(",");

interface Props {
  /** Opens the file dialog. */
  readonly openRef: RefObject<() => void>;
  /** Called when files came: where they are shown may be another page. */
  readonly onFiles: () => void;
}

/** Takes files dropped or pasted anywhere on the page. */
export function DropAnywhere({ openRef, onFiles }: Props) {
  const { add } = useUploads();
  const take = useCallback(
    (files: File[]) => {
      add(files);
      onFiles();
    },
    [add, onFiles],
  );
  usePasteFiles(take);
  return (
    <Dropzone.FullScreen
      onDrop={take}
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
