import { Button } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useIsLocked } from "../session/session-context.ts";
import classes from "./connection-banner.module.css";
import { useConnection } from "./connection-context.ts";

/** Breaks shorter than this heal unseen. */
const patienceMilliseconds = 1500;

/** Says calmly that live updates have stopped, and goes when they are back. */
export function ConnectionBanner() {
  const { state, reconnect } = useConnection();
  // Without the token there is no stream either, and the dialog says so.
  const locked = useIsLocked();
  const lost = state === "lost" && !locked;
  const [shown, setShown] = useState(false);

  useEffect(() => {
    if (!lost) return;
    const timer = setTimeout(() => setShown(true), patienceMilliseconds);
    return () => {
      clearTimeout(timer);
      setShown(false);
    };
  }, [lost]);

  return (
    <div role="status" aria-live="polite">
      {shown && (
        <div className={classes.banner}>
          <IconPlugConnectedX size={18} aria-hidden />
          <span>The connection to the server was lost. Trying again; nothing you uploaded is gone.</span>
          <Button size="compact-sm" variant="default" onClick={reconnect}>
            Try now
          </Button>
        </div>
      )}
    </div>
  );
}
