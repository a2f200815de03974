import { Title } from "@mantine/core";
import type { Image } from "@pixpress/contracts";
import { useState } from "react";
import { useNavigate } from "react-router";
import { usePageTitle } from "../../ui/use-page-title.ts";
import { useDeleteWithUndo } from "../deletion/use-delete-with-undo.ts";
import { CompressAgain } from "./compress-again.tsx";
import { Facts } from "./facts.tsx";
import { Making } from "./making.tsx";
import { OutputList } from "./output-list.tsx";
import classes from "./photo.module.css";
import { PhotoActions } from "./photo-actions.tsx";
import { PhotoStatus } from "./photo-status.tsx";
import { PhotoView } from "./photo-view.tsx";

/** One image: the comparison, what was saved, and what can be done with it. */
export function Photo({ image }: { image: Image }) {
  const [wanted, setWanted] = useState<string | null>(null);
  const remove = useDeleteWithUndo();
  const navigate = useNavigate();
  const name = image.name ?? "Unnamed image";
  usePageTitle(name);
  const smallest = image.outputs.find(({ url }) => url === image.compressedUrl) ?? image.outputs[0] ?? null;
  const shown = image.outputs.find(({ requested }) => requested === wanted) ?? smallest;
  // Older services recorded an address and no output.
  const known = image.compressedUrl === null ? null : { url: image.compressedUrl, format: "unknown", outcome: "unknown" };
  const result = shown ?? known;

  const onDelete = async () => {
    if (await remove(image)) await navigate("/");
  };

  return (
    <>
      <Title order={1} size="h3" className={classes.name}>
        {name}
      </Title>
      <div className={classes.columns}>
        <PhotoView image={image} name={name} after={result} />
        <aside className={classes.side}>
          <section className={classes.card} aria-label="Details">
            <PhotoStatus image={image} />
            <Facts image={image} output={shown} />
            <PhotoActions url={result?.url ?? image.imageUrl} isOriginal={result === null} onDelete={() => void onDelete()} />
            {shown !== null && <Making output={shown} />}
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
