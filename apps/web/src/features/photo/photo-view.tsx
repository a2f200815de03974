import { Text } from "@mantine/core";
import type { Image } from "@pixpress/contracts";
import { formatNames } from "../../words/format-name.ts";
import { unseenFormats } from "../../words/unseen-formats.ts";
import { BeforeAfter } from "./before-after.tsx";
import classes from "./photo-view.module.css";

interface Props {
  readonly image: Image;
  readonly name: string;
  /** The output to look at; null while there is none. */
  readonly after: { readonly url: string; readonly format: string; readonly outcome: string } | null;
}

/** The picture: compared with its original where there is something to compare, and a browser that can show both. */
export function PhotoView({ image, name, after }: Props) {
  const before = unseenFormats.has(image.format) ? null : image.imageUrl;
  const shown = after === null || unseenFormats.has(after.format) ? null : after.url;
  const kept = after?.outcome === "kept_original";
  if (before !== null && shown !== null && !kept) {
    return <BeforeAfter name={name} before={before} after={shown} width={image.width} height={image.height} />;
  }
  const single = shown ?? before;
  return (
    <figure className={classes.figure}>
      {single !== null && <img className={classes.single} src={single} alt={name} />}
      {before === null && image.format !== null && (
        <Text component="figcaption" size="sm" c="dimmed">
          {`Most browsers cannot show ${formatNames[image.format]} files${kept ? "." : ", so there is no comparison with the original."}`}
        </Text>
      )}
    </figure>
  );
}
