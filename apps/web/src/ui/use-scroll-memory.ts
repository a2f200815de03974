import { useEffect, useLayoutEffect } from "react";
import { useLocation, useNavigationType } from "react-router";

const positions = new Map<string, number>();

/** Goes back to where a page was left, and to the top of a new one. */
export function useScrollMemory(): void {
  const { key } = useLocation();
  const navigation = useNavigationType();

  useLayoutEffect(() => {
    history.scrollRestoration = "manual";
    window.scrollTo(0, navigation === "POP" ? (positions.get(key) ?? 0) : 0);
  }, [key, navigation]);

  useEffect(() => {
    const remember = () => positions.set(key, window.scrollY);
    window.addEventListener("scroll", remember, { passive: true });
    return () => window.removeEventListener("scroll", remember);
  }, [key]);
}
