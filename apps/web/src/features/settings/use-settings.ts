import { useState } from "react";
import { loadSettings, type Settings, saveSettings } from "./settings.ts";

/** The settings row's state, remembered in this browser. */
export function useSettings(): [Settings, (settings: Settings) => void] {
  const [settings, setSettings] = useState(() => loadSettings(localStorage));
  const change = (changed: Settings) => {
    setSettings(changed);
    saveSettings(localStorage, changed);
  };
  return [settings, change];
}
