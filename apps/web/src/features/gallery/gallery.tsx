import { Button, Center, Loader, Title } from "@mantine/core";
import type { Image } from "@pixpress/contracts";
import { useCallback } from "react";
import { useImages } from "../../api/use-images.ts";
import { problemOf } from "../../words/problem-of.ts";
import { useDeleteWithUndo } from "../deletion/use-delete-with-undo.ts";
import { useSaveZip } from "../download/use-save-zip.ts";
import { useIsLocked } from "../session/session-context.ts";
import { EmptyGallery } from "./empty-gallery.tsx";
import classes from "./gallery.module.css";
import { GalleryGrid } from "./gallery-grid.tsx";
import { GalleryProblem } from "./gallery-problem.tsx";
import { useSelection } from "./use-selection.ts";

/** Every image on the server, newest first. */
export function Gallery() {
  const { data, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useImages();
  const { selected, select, clear } = useSelection();
  const remove = useDeleteWithUndo();
  const zip = useSaveZip();
  const locked = useIsLocked();

  const onEnd = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const onDelete = useCallback(
    async (image: Image) => {
      if (await remove(image)) select(image.id, false);
    },
    [remove, select],
  );

  if (locked) return null;
  if (data === undefined) {
    if (error) return <GalleryProblem sentence={problemOf(error).sentence} onRetry={() => void refetch()} />;
    return (
      <Center p="xl">
        <Loader aria-label="Loading the gallery" />
      </Center>
    );
  }
  const images = data.pages.flatMap(({ items }) => items);
  if (images.length === 0) return <EmptyGallery />;
  return (
    <section aria-labelledby="gallery-title">
      <div className={classes.head}>
        <Title order={2} size="h4" id="gallery-title">
          Gallery
        </Title>
        <div className={classes.actions}>
          {selected.size > 0 && (
            <Button size="xs" variant="subtle" color="gray" onClick={clear}>
              Clear selection
            </Button>
          )}
          <Button size="xs" variant="default" loading={zip.isPending} onClick={() => zip.save(selected.size > 0 ? [...selected] : null)}>
            {selected.size > 0 ? `Download selected (${selected.size})` : "Download all"}
          </Button>
        </div>
      </div>
      <GalleryGrid images={images} selected={selected} onSelect={select} onDelete={(image) => void onDelete(image)} onEnd={onEnd} />
      {isFetchingNextPage && (
        <Center p="md">
          <Loader size="sm" aria-label="Loading more images" />
        </Center>
      )}
    </section>
  );
}
