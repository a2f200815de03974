import { NativeSelect } from "@mantine/core";
import type { QualityPreset, RecipeFormat } from "@pixpress/contracts";
import { qualityPresets, recipeFormats } from "@pixpress/contracts/limits";
import { formatNames } from "../../words/format-name.ts";
import type { Settings } from "./settings.ts";
import classes from "./settings-row.module.css";
import { WidthField } from "./width-field.tsx";

const qualityNames: Record<QualityPreset, string> = {
  small: "Small",
  balanced: "Balanced",
  high: "High",
  "visually-lossless": "Visually lossless",
};

const formats = recipeFormats.map((value) => ({ value, label: formatNames[value] }));
const qualities = qualityPresets.map((value) => ({ value, label: qualityNames[value] }));

/** Format, quality and greatest width for what is compressed next. */
export function SettingsRow({ settings, onChange }: { settings: Settings; onChange: (settings: Settings) => void }) {
  return (
    <div className={classes.room}>
      <div className={classes.row}>
        <NativeSelect
          label="Format"
          data={formats}
          value={settings.format}
          onChange={(event) => onChange({ ...settings, format: event.currentTarget.value as RecipeFormat })}
        />
        <NativeSelect
          label="Quality"
          data={qualities}
          value={settings.quality}
          onChange={(event) => onChange({ ...settings, quality: event.currentTarget.value as QualityPreset })}
        />
        <WidthField width={settings.maxWidth} onChange={(maxWidth) => onChange({ ...settings, maxWidth })} />
      </div>
    </div>
  );
}
