import { useLayoutEffect, useRef, useState } from "react";

const gap = 16;
const narrowest = 210;
const narrowestOnPhone = 150;
const footHeight = 58;

/** How many cards stand side by side in the room there is, and how high a row of them is. */
export function useColumns() {
  const ref = useRef<HTMLDivElement>(null);
  // Before the first measurement the page's width is a good guess: a list of the right height lets the browser restore the scroll.
  const [width, setWidth] = useState(() => Math.min(document.documentElement.clientWidth - 32, 1120));
  useLayoutEffect(() => {
    if (ref.current === null) return;
    const observer = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    observer.observe(ref.current);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(1, Math.floor((width + gap) / ((width < 480 ? narrowestOnPhone : narrowest) + gap)));
  const cardWidth = (width - gap * (columns - 1)) / columns;
  return { ref, columns, gap, rowHeight: Math.round(cardWidth * 0.75) + footHeight + gap };
}
