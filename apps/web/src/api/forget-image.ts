import { type trpc } from "./trpc.ts";
import { galleryPage } from "./use-images.ts";

/** Takes an image out of the list, without asking the server again. */
export function forgetImage({ images }: Pick<ReturnType<typeof trpc.useUtils>, "images">, imageId: string): void {
  images.list.setInfiniteData(galleryPage, (known) => {
    if (known === undefined) return known;
    return { ...known, pages: known.pages.map((page) => ({ ...page, items: page.items.filter(({ id }) => id !== imageId) })) };
  });
}
