import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { render, screen, waitFor, within } from "@testing-library/react";
import { BrowserRouter } from "react-router";
import { createClient } from "../../../src/api/client.ts";
import { createQueryClient } from "../../../src/api/query-client.ts";
import { trpc } from "../../../src/api/trpc.ts";
import { useMeta } from "../../../src/api/use-meta.ts";
import { UploadPanel } from "../../../src/features/upload/upload-panel.tsx";
import { createUploadRows } from "../../../src/features/upload/upload-rows.ts";
import { type Uploads, useUploads } from "../../../src/features/upload/uploads-context.ts";
import { UploadsProvider } from "../../../src/features/upload/uploads-provider.tsx";

/** The part of the page that uploads, talking to the server at `url`; resolves once it knows the server's limits. */
export async function openUploadPage(url: string) {
  let uploads: Uploads | undefined;
  const Probe = () => {
    uploads = useUploads();
    return useMeta().data === undefined ? null : <p>ready</p>;
  };
  const queryClient = createQueryClient(() => {});
  const page = render(
    <MantineProvider>
      <trpc.Provider client={createClient(url)} queryClient={queryClient}>
        <QueryClientProvider client={queryClient}>
          <BrowserRouter>
            <UploadsProvider rows={createUploadRows(sessionStorage)} recipe={{}} baseUrl={url}>
              <Probe />
              <UploadPanel />
            </UploadsProvider>
          </BrowserRouter>
        </QueryClientProvider>
      </trpc.Provider>
    </MantineProvider>,
  );
  await screen.findByText("ready");
  return {
    add: (...files: File[]) => uploads?.add(files),
    /** The row of a file. */
    row: (name: string) =>
      // A name becomes a link when its upload is accepted: what was found just before hangs in no row any more.
      waitFor(() => {
        const row = screen.getByText(name).closest("li");
        if (row === null) throw new Error(`${name} is in no row`);
        return within(row);
      }),
    refetchTasks: () => queryClient.invalidateQueries({ queryKey: [["tasks"]] }),
    close: () => page.unmount(),
  };
}

export const photo = (name: string, bytes = 1900) => new File([new Uint8Array(bytes)], name, { type: "image/jpeg" });
