import type { Image } from "@pixpress/contracts";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useLayoutEffect, useState } from "react";
import { GalleryCard } from "./gallery-card.tsx";
import classes from "./gallery-grid.module.css";
import { useColumns } from "./use-columns.ts";

interface Props {
  readonly images: readonly Image[];
  readonly selected: ReadonlySet<string>;
  readonly onSelect: (id: string, selected: boolean) => void;
  readonly onDelete: (image: Image) => void;
  /** Called when the end of what is loaded comes near. */
  readonly onEnd: () => void;
}

/** Cards in rows; only those near the window exist, however long the gallery is. */
export function GalleryGrid({ images, selected, onSelect, onDelete, onEnd }: Props) {
  const { ref, columns, gap, rowHeight } = useColumns();
  const [top, setTop] = useState(0);
  const count = Math.ceil(images.length / columns);
  const virtualizer = useWindowVirtualizer({ count, estimateSize: () => rowHeight, overscan: 3, scrollMargin: top });
  const rows = virtualizer.getVirtualItems();
  const lastRow = rows.at(-1)?.index ?? -1;

  // What stands above the grid grows and shrinks, and with it where the grid begins.
  useLayoutEffect(() => {
    const measure = () => setTop((ref.current?.getBoundingClientRect().top ?? 0) + window.scrollY);
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    measure();
    return () => observer.disconnect();
  }, [ref]);

  useLayoutEffect(() => virtualizer.measure(), [rowHeight, virtualizer]);

  useEffect(() => {
    if (lastRow >= count - 2) onEnd();
  }, [lastRow, count, onEnd]);

  return (
    <div ref={ref} className={classes.grid} style={{ height: virtualizer.getTotalSize() }} role="list" aria-label="Gallery">
      {rows.flatMap(({ index, start }) =>
        images.slice(index * columns, (index + 1) * columns).map((image, column) => (
          <div
            key={image.id}
            role="listitem"
            aria-setsize={images.length}
            aria-posinset={index * columns + column + 1}
            className={classes.cell}
            style={{
              width: `calc((100% - ${gap * (columns - 1)}px) / ${columns})`,
              height: rowHeight - gap,
              left: `calc((100% + ${gap}px) / ${columns} * ${column})`,
              top: start - top,
            }}
          >
            <GalleryCard image={image} selected={selected.has(image.id)} onSelect={onSelect} onDelete={onDelete} />
          </div>
        )),
      )}
    </div>
  );
}
