import { Button, Text, Title } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useMeta } from "../../api/use-meta.ts";
import { fileSize } from "../../words/file-size.ts";
import { formatNames } from "../../words/format-name.ts";
import type { Settings } from "../settings/settings.ts";
import { SettingsRow } from "../settings/settings-row.tsx";
import classes from "./upload-card.module.css";

interface Props {
  readonly settings: Settings;
  readonly onSettings: (settings: Settings) => void;
  readonly onChoose: () => void;
}

/** The way in: what this is, a button, and how the images are to be compressed. */
export function UploadCard({ settings, onSettings, onChoose }: Props) {
  const { data: meta } = useMeta();
  return (
    <section className={classes.card} aria-labelledby="upload-title">
      <div className={classes.invite}>
        <Title order={1} id="upload-title" className={classes.title}>
          Smaller images that look the same
        </Title>
        <Text c="dimmed" className={classes.lead}>
          Drop photos anywhere on this page, paste them, or choose them from your device.
        </Text>
        <Button size="md" leftSection={<IconUpload size={18} aria-hidden />} onClick={onChoose}>
          Choose images
        </Button>
        <Text size="xs" c="dimmed" className={classes.limits}>
          {meta &&
            `${meta.inputFormats.map((format) => formatNames[format]).join(", ")} · up to ${fileSize(meta.limits.maxUploadBytes)} each`}
        </Text>
      </div>
      <div className={classes.settings}>
        <SettingsRow settings={settings} onChange={onSettings} />
      </div>
    </section>
  );
}
