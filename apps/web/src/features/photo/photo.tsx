import { Loader, Text, Title } from "@mantine/core";
import type { Image } from "@pixpress/contracts";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useDeleteWithUndo } from "../deletion/use-delete-with-undo.ts";
import { BeforeAfter } from "./before-after.tsx";
import { CompressAgain } from "./compress-again.tsx";
import { Facts } from "./facts.tsx";
import { OutputList } from "./output-list.tsx";
import classes from "./photo.module.css";
import { PhotoActions } from "./photo-actions.tsx";

/** One image: the comparison, what was saved, and what can be done with it. */
export function Photo({ image }: { image: Image }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const remove = useDeleteWithUndo();
  const navigate = useNavigate();
  const name = image.name ?? "Unnamed image";
  const smallest = image.outputs.find(({ url }) => url === image.compressedUrl) ?? image.outputs[0] ?? null;
  const shown = image.outputs.find(({ requested }) => requested === wanted) ?? smallest;
  const compressedUrl = shown?.url ?? image.compressedUrl;

  const onDelete = async () => {
    if (await remove(image)) await navigate("/");
  };

  return (
    <>
      <Title order={1} size="h3" className={classes.name}>
        {name}
      </Title>
      <div className={classes.columns}>
        <div>
          {compressedUrl === null ? (
            <img className={classes.single} src={image.imageUrl} alt={name} />
          ) : (
            <BeforeAfter name={name} before={image.imageUrl} after={compressedUrl} width={image.width} height={image.height} />
          )}
        </div>
        <aside className={classes.side}>
          <section className={classes.card} aria-label="Details">
            <div role="status" aria-live="polite" className={classes.status}>
              {image.status === "pending" && (
                <Text size="sm">
                  <Loader size={12} aria-hidden mr={8} />
                  Compressing
                </Text>
              )}
              {image.status === "failed" && (
                <Text size="sm" c="var(--pixpress-bad)">
                  The newest try failed. Other settings may work.
                </Text>
              )}
            </div>
            <Facts image={image} output={shown} />
            <PhotoActions url={compressedUrl ?? image.imageUrl} onDelete={() => void onDelete()} />
          </section>
          {shown !== null && image.outputs.length > 1 && (
            <OutputList outputs={image.outputs} shown={shown} onShow={({ requested }) => setWanted(requested)} />
          )}
          <CompressAgain imageId={image.id} busy={image.status === "pending"} />
        </aside>
      </div>
    </>
  );
}
