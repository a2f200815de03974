import { Checkbox, NativeSelect } from "@mantine/core";
import type { QualityPreset, RecipeFormat } from "@pixpress/contracts";
import { maxSide, qualityPresets, recipeFormats } from "@pixpress/contracts/limits";
import { formatNames } from "../../words/format-name.ts";
import { NumberField } from "./number-field.tsx";
import { bytesInUnit, maxSizeInUnit, type Settings } from "./settings.ts";
import classes from "./settings-row.module.css";

const qualityNames: Record<QualityPreset, string> = {
  small: "Small",
  balanced: "Balanced",
  high: "High",
  "visually-lossless": "Visually lossless",
};

const formats = recipeFormats.map((value) => ({ value, label: formatNames[value] }));
const qualities = qualityPresets.map((value) => ({ value, label: qualityNames[value] }));

/** Format, quality, greatest width and greatest size for what is compressed next. */
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
        <NumberField
          label="Max width"
          unit="px"
          none="Keep width"
          most={maxSide}
          value={settings.maxWidth}
          onChange={(maxWidth) => onChange({ ...settings, maxWidth })}
        />
        <NumberField
          label="Max size"
          unit="kB"
          none="No limit"
          most={maxSizeInUnit}
          value={settings.maxBytes === null ? null : settings.maxBytes / bytesInUnit}
          onChange={(size) => onChange({ ...settings, maxBytes: size === null ? null : size * bytesInUnit })}
        />
        {settings.maxBytes !== null && (
          <Checkbox
            className={classes.wide}
            label="Scale it down if it will not fit otherwise"
            checked={settings.allowDownscale}
            onChange={(event) => onChange({ ...settings, allowDownscale: event.currentTarget.checked })}
          />
        )}
      </div>
    </div>
  );
}
