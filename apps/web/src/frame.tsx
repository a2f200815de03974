import { useCallback, useMemo, useRef } from "react";
import { Outlet, useLocation, useNavigate } from "react-router";
import { ConnectionBanner } from "./features/events/connection-banner.tsx";
import { recipeOf, type Settings } from "./features/settings/settings.ts";
import { useSettings } from "./features/settings/use-settings.ts";
import { DropAnywhere } from "./features/upload/drop-anywhere.tsx";
import type { UploadRows } from "./features/upload/upload-rows.ts";
import { UploadsProvider } from "./features/upload/uploads-provider.tsx";
import classes from "./frame.module.css";
import { ErrorBoundary } from "./ui/error-boundary.tsx";
import { Header } from "./ui/header.tsx";
import { useScrollMemory } from "./ui/use-scroll-memory.ts";

export interface FrameContext {
  readonly settings: Settings;
  setSettings(settings: Settings): void;
  /** Opens the file dialog. */
  choose(): void;
}

/** What stands round every page: uploads go on wherever one is, and files can be dropped anywhere. */
export function Frame({ rows }: { rows: UploadRows }) {
  const [settings, setSettings] = useSettings();
  const openRef = useRef<() => void>(() => {});
  const { pathname } = useLocation();
  const navigate = useNavigate();
  useScrollMemory();
  const showUploads = useCallback(() => {
    if (pathname !== "/") void navigate("/");
  }, [pathname, navigate]);
  const recipe = useMemo(() => recipeOf(settings), [settings]);
  return (
    <UploadsProvider rows={rows} recipe={recipe}>
      <ConnectionBanner />
      <Header />
      <main className={classes.main}>
        <ErrorBoundary>
          <Outlet context={{ settings, setSettings, choose: () => openRef.current() } satisfies FrameContext} />
        </ErrorBoundary>
      </main>
      <DropAnywhere openRef={openRef} onFiles={showUploads} />
    </UploadsProvider>
  );
}
