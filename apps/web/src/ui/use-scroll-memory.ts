import { useEffect, useLayoutEffect, useRef } from "react";
import { useLocation, useNavigationType } from "react-router";

const positions = new Map<string, number>();

/** Goes back to where a page was left, and to the top of a new one. */
export function useScrollMemory(): void {
  const { key } = useLocation();
  const navigation = useNavigationType();
  // Known before the browser tells of a scroll that the new page itself causes: that one is not the old page's.
  const shown = useRef(key);

  useLayoutEffect(() => {
    shown.current = key;
    history.scrollRestoration = "manual";
    window.scrollTo(0, navigation === "POP" ? (positions.get(key) ?? 0) : 0);
  }, [key, navigation]);

  useEffect(() => {
    const remember = () => positions.set(shown.current, window.scrollY);
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, []);
}
