import { Loader } from "@mantine/core";
import { IconAlertCircle, IconCircleCheck, IconClock } from "@tabler/icons-react";
import type { RowStatus } from "./row-status.ts";

/** A status at a glance; the sentence beside it says the same. */
export function StatusIcon({ phase }: { phase: RowStatus["phase"] }) {
  if (phase === "done") return <IconCircleCheck size={16} aria-hidden />;
  if (phase === "failed") return <IconAlertCircle size={16} aria-hidden style={{ flex: "none" }} />;
  if (phase === "waiting") return <IconClock size={16} aria-hidden />;
  return <Loader size={14} aria-hidden />;
}
