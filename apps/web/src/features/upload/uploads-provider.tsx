import { useCallbackRef } from "@mantine/hooks";
import type { RecipeInput } from "@pixpress/contracts";
import { newIdempotencyKey } from "@pixpress/contracts/upload-retry";
import { type ReactNode, useMemo } from "react";
import { useMeta } from "../../api/use-meta.ts";
import { useUploadImage } from "../../api/use-upload-image.ts";
import { refusalOf } from "./refusal.ts";
import { createUploadQueue } from "./upload-queue.ts";
import type { UploadRow } from "./upload-row.ts";
import type { UploadRows } from "./upload-rows.ts";
import { UploadsContext } from "./uploads-context.ts";
import { useGuardUnload } from "./use-guard-unload.ts";
import { useRetryWhenUnlocked } from "./use-retry-when-unlocked.ts";

interface Props {
  readonly rows: UploadRows;
  /** How files that are added now are to be compressed. */
  readonly recipe: RecipeInput;
  readonly baseUrl?: string;
  readonly children: ReactNode;
}

/** Holds the files a person gave to the page and sends them. */
export function UploadsProvider({ rows, recipe, baseUrl = "", children }: Props) {
  const { data: meta } = useMeta();
  const { mutateAsync } = useUploadImage(baseUrl);
  // The queue outlives renders, the mutation's function does not.
  const upload = useCallbackRef(mutateAsync);
  const queue = useMemo(() => createUploadQueue(rows, upload), [rows, upload]);
  useGuardUnload(rows);
  useRetryWhenUnlocked(rows, queue);

  const uploads = useMemo(
    () => ({
      rows,
      queue,
      add: (files: readonly File[]) => {
        const first = Math.max(0, ...rows.all().map(({ sequence }) => sequence)) + 1;
        rows.add(files.map((file, at) => rowOf({ file, sequence: first + at, recipe }, refusalOf(file, meta))));
        queue.pump();
      },
    }),
    [rows, queue, recipe, meta],
  );
  return <UploadsContext value={uploads}>{children}</UploadsContext>;
}

function rowOf(given: Pick<UploadRow, "sequence" | "recipe"> & { file: File }, refusal: ReturnType<typeof refusalOf>): UploadRow {
  const state = refusal === null ? ({ kind: "waiting" } as const) : ({ kind: "refused", canRetry: false, ...refusal } as const);
  return { ...given, key: newIdempotencyKey(), name: given.file.name, bytes: given.file.size, state };
}
