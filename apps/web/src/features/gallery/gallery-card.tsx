import { ActionIcon, Badge, Checkbox, Loader, Text } from "@mantine/core";
import type { Image } from "@pixpress/contracts";
import { IconTrash } from "@tabler/icons-react";
import { memo } from "react";
import { Link } from "react-router";
import { fileSize } from "../../words/file-size.ts";
import { saving } from "../../words/saving.ts";
import { CardPicture } from "./card-picture.tsx";
import classes from "./gallery-card.module.css";

interface Props {
  readonly image: Image;
  readonly selected: boolean;
  readonly onSelect: (id: string, selected: boolean) => void;
  readonly onDelete: (image: Image) => void;
}

/** One image of the gallery: picture, name, what it saved; the picture leads to its page. */
export const GalleryCard = memo(function GalleryCard({ image, selected, onSelect, onDelete }: Props) {
  const name = image.name ?? "Unnamed image";
  const best = image.outputs.find(({ url }) => url === image.compressedUrl) ?? image.outputs[0];
  const isKept = best !== undefined && best.outcome === "kept_original" && best.bytes === image.bytes;
  return (
    <article className={classes.card} data-selected={selected || undefined}>
      <Link to={`/photo/${image.id}`} className={classes.picture} aria-label={`Open ${name}`}>
        <CardPicture image={image} />
      </Link>
      <div className={classes.select}>
        <Checkbox aria-label={`Select ${name}`} checked={selected} onChange={(event) => onSelect(image.id, event.currentTarget.checked)} />
      </div>
      <div className={classes.foot}>
        <div className={classes.text}>
          <Text size="sm" fw={550} truncate title={name}>
            {name}
          </Text>
          <Text size="xs" c="dimmed" truncate component="div">
            {best !== undefined &&
              image.status !== "pending" &&
              image.bytes !== null &&
              (isKept ? `${fileSize(best.bytes)}, kept as it was` : `${fileSize(image.bytes)} → ${fileSize(best.bytes)}`)}
            {image.status === "pending" && (
              <span className={classes.pending}>
                <Loader size={10} aria-hidden /> Compressing
              </span>
            )}
            {image.status === "failed" && best === undefined && <span className={classes.failed}>Failed</span>}
          </Text>
        </div>
        <ActionIcon variant="subtle" color="gray" aria-label={`Delete ${name}`} onClick={() => onDelete(image)}>
          <IconTrash size={16} />
        </ActionIcon>
      </div>
      {best !== undefined && image.status !== "pending" && (
        <Badge className={classes.saved} size="sm" variant="filled" autoContrast>
          {isKept ? "Original kept" : saving(best.savedPercent)}
        </Badge>
      )}
    </article>
  );
});
