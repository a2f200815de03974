import { useOutletContext } from "react-router";
import { Gallery } from "./features/gallery/gallery.tsx";
import { UploadCard } from "./features/upload/upload-card.tsx";
import { UploadPanel } from "./features/upload/upload-panel.tsx";
import type { FrameContext } from "./frame.tsx";

/** The front page: the way in, what is under way, and everything that is there. */
export function HomePage() {
  const { settings, setSettings, choose } = useOutletContext<FrameContext>();
  return (
    <>
      <UploadCard settings={settings} onSettings={setSettings} onChoose={choose} />
      <UploadPanel />
      <Gallery />
    </>
  );
}
