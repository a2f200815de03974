import { useEffect } from "react";

/** Names the tab while a page is shown. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · pixpress`;
    return () => {
      document.title = before;
    };
  }, [title]);
}
