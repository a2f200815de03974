import classes from "./compared-picture.module.css";

interface Props {
  readonly src: string;
  readonly alt: string;
  readonly label: string;
  readonly side: "start" | "end";
}

/** One side of the comparison, with its name in its own corner. */
export function ComparedPicture({ src, alt, label, side }: Props) {
  return (
    <div className={classes.side}>
      <img src={src} alt={alt} className={classes.picture} draggable={false} />
      <span className={classes.label} data-side={side} aria-hidden>
        {label}
      </span>
    </div>
  );
}
