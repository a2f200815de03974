import type { Telemetry } from "@pixpress/telemetry";
import type { Application } from "../application.ts";

/** The service with what is told of each accepted upload before it; the very same where nothing is to be told. */
export function observeApplication(application: Application, telemetry: Telemetry | null | undefined): Application {
  if (telemetry == null) return application;
  const { metrics, traces } = telemetry;
  return {
    ...application,
    async acceptUpload(image, ...more) {
      const { bytes, format, pixels } = image;
      traces?.tell({ "pixpress.original.bytes": bytes, "pixpress.original.format": format, "pixpress.original.pixels": pixels });
      const accepted = await application.acceptUpload(image, ...more);
      const { taskId, imageId, replayed } = accepted;
      traces?.tell({ "pixpress.task.id": taskId, "pixpress.image.id": imageId, "pixpress.replayed": replayed });
      if (!replayed) metrics?.add("uploadBytes", {}, bytes);
      return accepted;
    },
  };
}
