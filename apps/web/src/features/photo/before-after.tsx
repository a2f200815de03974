import { ReactCompareSlider } from "react-compare-slider";
import classes from "./before-after.module.css";
import { ComparedPicture } from "./compared-picture.tsx";

interface Props {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly width: number | null;
  readonly height: number | null;
}

/** The original and the compressed picture in one frame, with a line between them that moves by pointer and by arrow keys. */
export function BeforeAfter({ name, before, after, width, height }: Props) {
  const ratio = width !== null && height !== null ? width / height : 4 / 3;
  return (
    <div className={classes.frame} style={{ aspectRatio: ratio, maxWidth: `max(18rem, calc(70vh * ${ratio}))` }}>
      <ReactCompareSlider
        className={classes.slider ?? ""}
        keyboardIncrement="2%"
        itemOne={<ComparedPicture src={before} alt={`${name}, original`} label="Original" side="start" />}
        itemTwo={<ComparedPicture src={after} alt={`${name}, compressed`} label="Compressed" side="end" />}
      />
    </div>
  );
}
