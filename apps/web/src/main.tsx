import "@mantine/core/styles.css";
import "@mantine/dropzone/styles.css";
import "@mantine/notifications/styles.css";
import "./ui/page.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { createClient } from "./api/client.ts";
import { createQueryClient } from "./api/query-client.ts";
import { App } from "./app.tsx";
import { createSessionLock } from "./features/session/session-lock.ts";
import { createUploadRows } from "./features/upload/upload-rows.ts";

const lock = createSessionLock();
const parts = {
  client: createClient(),
  queryClient: createQueryClient(lock.lock),
  lock,
  rows: createUploadRows(sessionStorage),
};
const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <App {...parts} />
    </StrictMode>,
  );
}
