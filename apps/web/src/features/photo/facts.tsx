import type { Image, PublicOutput } from "@pixpress/contracts";
import { fileSize } from "../../words/file-size.ts";
import { formatNames } from "../../words/format-name.ts";
import { likeness } from "../../words/likeness.ts";
import { metadataNames } from "../../words/metadata-names.ts";
import { reasonsOf } from "../../words/reasons.ts";
import { saving } from "../../words/saving.ts";
import classes from "./facts.module.css";

/** Sizes, dimensions and formats, before and after; how alike the two are, why the file is what it is, and what it no longer tells. */
export function Facts({ image, output }: { image: Image; output: PublicOutput | null }) {
  const reasons = output === null ? [] : reasonsOf(image, output);
  return (
    <dl className={classes.facts}>
      {output !== null && (
        <div className={classes.lead} data-smaller={output.savedPercent > 0 || undefined}>
          <dt>Result</dt>
          <dd>{output.outcome === "kept_original" && output.bytes === image.bytes ? "Original kept" : saving(output.savedPercent)}</dd>
        </div>
      )}
      <div>
        <dt>Size</dt>
        <dd>{change(image.bytes, output?.bytes, fileSize)}</dd>
      </div>
      <div>
        <dt>Dimensions</dt>
        <dd>{change(dimensions(image), output && dimensions(output), String)}</dd>
      </div>
      <div>
        <dt>Format</dt>
        <dd>{change(image.format, output?.format, (format) => formatNames[format])}</dd>
      </div>
      {output !== null && (
        <div className={classes.told}>
          <dt>
            Likeness <abbr title="SSIMULACRA 2, up to 100">score</abbr>
          </dt>
          <dd>{output.score === null ? "not measured" : likeness(output.score)}</dd>
        </div>
      )}
      {reasons.length > 0 && (
        <div className={classes.told}>
          <dt>Why</dt>
          {reasons.map((reason) => (
            <dd key={reason}>{reason}</dd>
          ))}
        </div>
      )}
      {output !== null && output.metadataRemoved.length > 0 && (
        <div className={classes.told}>
          <dt>Removed from the file</dt>
          <dd>{metadataNames(output.metadataRemoved)}</dd>
        </div>
      )}
    </dl>
  );
}

const dimensions = ({ width, height }: { width: number | null; height: number | null }) =>
  width === null || height === null ? null : `${width} × ${height}`;

function change<T>(before: T | null, after: T | null | undefined, write: (value: T) => string): string {
  const from = before === null ? "unknown" : write(before);
  return after === null || after === undefined || after === before ? from : `${from} → ${write(after)}`;
}
