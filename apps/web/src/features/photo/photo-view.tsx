import { Text } from "@mantine/core";
import type { Image } from "@pixpress/contracts";
import { formatNames } from "../../words/format-name.ts";
import { BeforeAfter } from "./before-after.tsx";
import classes from "./photo-view.module.css";

interface Props {
  readonly image: Image;
  readonly name: string;
  /** The output to look at; null while there is none. */
  readonly after: { readonly url: string; readonly format: string; readonly outcome: string } | null;
}

/** What browsers do not show (most of them). */
const unseen: ReadonlySet<string | null> = new Set(["tiff", "heic", "jxl"] satisfies Image["format"][]);

/** The picture: compared with its original where there is something to compare, and a browser that can show both. */
export function PhotoView({ image, name, after }: Props) {
  const before = unseen.has(image.format) ? null : image.imageUrl;
  const shown = after === null || unseen.has(after.format) ? null : after.url;
  const kept = after?.outcome === "kept_original";
  if (before !== null && shown !== null && !kept) {
    return <BeforeAfter name={name} before={before} after={shown} width={image.width} height={image.height} />;
  }
  const single = shown ?? before;
  return (
    <figure className={classes.figure}>
      {single !== null && <img className={classes.single} src={single} alt={name} />}
      {before === null && image.format !== null && !kept && (
        <Text component="figcaption" size="sm" c="dimmed">
          Browsers cannot show {formatNames[image.format]} files, so there is no comparison with the original.
        </Text>
      )}
      {kept && (
        <Text component="figcaption" size="sm" c="dimmed">
          The original was kept: nothing smaller looked the same.
        </Text>
      )}
    </figure>
  );
}
