import { useCallback, useState } from "react";

/** Which images are chosen. */
export function useSelection() {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const select = useCallback((id: string, wanted: boolean) => {
    setSelected((known) => {
      const next = new Set(known);
      if (wanted) next.add(id);
      else next.delete(id);
      return next;
    });
  }, []);
  const clear = useCallback(() => setSelected(new Set()), []);
  return { selected, select, clear };
}
