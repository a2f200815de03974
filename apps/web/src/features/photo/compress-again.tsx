import { Button, Title } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useCompressAgain } from "../../api/use-compress-again.ts";
import { showProblem } from "../../ui/show-problem.ts";
import { recipeOf } from "../settings/settings.ts";
import { SettingsRow } from "../settings/settings-row.tsx";
import { useSettings } from "../settings/use-settings.ts";
import classes from "./compress-again.module.css";

/** Compresses the same original once more, by other settings. */
export function CompressAgain({ imageId, busy }: { imageId: string; busy: boolean }) {
  const [settings, setSettings] = useSettings();
  const again = useCompressAgain();
  const start = () =>
    again.mutate(
      { imageId, recipe: recipeOf(settings) },
      { onError: (error) => showProblem("The image could not be compressed again", error) },
    );
  return (
    <section className={classes.again} aria-labelledby="again-title">
      <Title order={2} size="h5" id="again-title">
        Try other settings
      </Title>
      <SettingsRow settings={settings} onChange={setSettings} />
      <Button variant="light" leftSection={<IconRefresh size={16} aria-hidden />} loading={again.isPending || busy} onClick={start}>
        Compress again
      </Button>
    </section>
  );
}
