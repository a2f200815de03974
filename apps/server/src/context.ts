import { type Context, inputFormats, type Meta, outputFormats, qualityPresets, recipeFormats } from "@pixpress/contracts";
import packageFile from "../package.json" with { type: "json" };
import { absoluteBy } from "./addresses.ts";
import type { RequestContext } from "./application.ts";
import type { Backlog } from "./backlog/backlog.ts";
import type { EventHub } from "./events/event-hub.ts";
import { watchTasks } from "./events/watch-tasks.ts";
import { tasksScope } from "./idempotency/claim-ids.ts";
import { deleteImage, undoDeletion } from "./images/delete-image.ts";
import { getImage, listImages } from "./images/read-images.ts";
import type { ServerParts } from "./parts.ts";
import { createTask } from "./tasks/create-task.ts";
import { getTask, listTasks } from "./tasks/read-tasks.ts";
import { toFault } from "./to-fault.ts";

/** The driving port for one request: addresses leave absolute, by `PUBLIC_URL` or the request's own origin. */
export function createContext(parts: ServerParts, hub: EventHub, backlog: Backlog, request: RequestContext): Context {
  const { database, config } = parts;
  const address = absoluteBy(config.PUBLIC_URL ?? request.origin);
  return {
    requestId: request.requestId,
    images: {
      list: (page) => listImages(database, page, address),
      get: (id) => getImage(database, id, address),
      delete: (id) => deleteImage(parts, id),
      undo: async (id) => {
        await undoDeletion(parts, id);
        return getImage(database, id, address);
      },
    },
    tasks: {
      list: async (page) => {
        const { items, nextCursor } = await listTasks(database, page, address);
        return { items: await backlog.placed(items), nextCursor };
      },
      get: async (id) => {
        const task = await getTask(database, id, address);
        return (await backlog.placed([task]))[0] ?? task;
      },
      create: async (wanted) => {
        const place = await backlog.admit(tasksScope(wanted.imageId), request.idempotencyKey);
        try {
          const { replayed, ...accepted } = await createTask(parts, wanted, request.idempotencyKey);
          if (replayed) request.onReplay?.();
          else place.taken();
          return accepted;
        } finally {
          place.leave();
        }
      },
      watch: (from, signal) => watchTasks(parts, hub, { from, address, signal }),
    },
    meta: () => metaOf(parts),
    toFault,
  };
}

function metaOf({ config }: ServerParts): Meta {
  return {
    name: "pixpress",
    version: packageFile.version,
    limits: {
      maxUploadBytes: config.MAX_UPLOAD_BYTES,
      maxPixels: config.MAX_PIXELS,
      maxFrames: config.MAX_FRAMES,
      maxSide: config.MAX_SIDE,
    },
    inputFormats: [...inputFormats],
    outputFormats: [...outputFormats],
    recipeFormats: [...recipeFormats],
    qualityPresets: [...qualityPresets],
    undoSeconds: config.UNDO_SECONDS,
  };
}
