import type { Event, Task } from "@pixpress/contracts";
import { forgetImage } from "./forget-image.ts";
import { newerTask } from "./newer-task.ts";
import type { trpc } from "./trpc.ts";
import { galleryPage } from "./use-images.ts";
import { withTask } from "./with-task.ts";

type Utils = Pick<ReturnType<typeof trpc.useUtils>, "images" | "tasks">;

/** Brings what the page knows up to date with one event; asks the server only where the event does not say enough. */
export function applyEvent(utils: Utils, event: Event): void {
  switch (event.kind) {
    case "task.changed":
      return applyTask(utils, event.task);
    case "image.deleted":
      forgetImage(utils, event.imageId);
      void utils.images.get.invalidate({ id: event.imageId });
      return;
    case "image.restored":
      void utils.images.list.invalidate();
      void utils.images.get.invalidate({ id: event.imageId });
      // It says of an image which, and of its tasks not: those that were gone with it are asked for again.
      void utils.tasks.get.invalidate();
      return;
    case "reset":
      return refreshAll(utils);
  }
}

/** Fetches anew what is shown: after a gap nobody knows what was missed. */
export function refreshAll({ images, tasks }: Utils): void {
  void images.invalidate();
  void tasks.get.invalidate();
}

function applyTask({ images, tasks }: Utils, told: Task): void {
  const known = tasks.get.getData({ id: told.id });
  if (newerTask(known, told) === known) return;
  // JSON has no `undefined`: what is optional in the contract is absent in an answer, and the cache's type knows.
  tasks.get.setData({ id: told.id }, told as NonNullable<typeof known>);
  images.get.setData({ id: told.imageId }, (image) => image && withTask(image, told));
  const list = images.list.getInfiniteData(galleryPage);
  if (list === undefined) return;
  if (list.pages.some(({ items }) => items.some(({ id }) => id === told.imageId))) {
    const pages = list.pages.map((page) => ({ ...page, items: page.items.map((image) => withTask(image, told)) }));
    images.list.setInfiniteData(galleryPage, { ...list, pages });
  } else if (isNewerThanList(list.pages, told.imageId)) {
    void images.list.invalidate();
  }
}

/** An image older than the list's end is only not loaded yet; one newer than its start is missing from it. */
function isNewerThanList(pages: readonly { items: readonly { id: string }[] }[], imageId: string): boolean {
  const newest = pages[0]?.items[0];
  return newest === undefined || imageId > newest.id;
}
