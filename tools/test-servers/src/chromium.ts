import { type Browser, chromium } from "playwright-core";
import { ensureCommand } from "./install.ts";

/** What a headless browser of a test needs: no sandbox (root has none), no graphics card, nothing fetched in the background. */
const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
];

/** Starts the system's Chromium, headless, on a fresh profile; `close()` ends it and removes the profile. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: ensureCommand("chromium"), headless: true, args: flags });
}
