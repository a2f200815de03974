import { cleanup } from "@testing-library/react";
import { afterEach } from "vitest";

/** What jsdom lacks of a browser and the page's parts ask for when they are first drawn. */
class Unobserved {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

if (typeof window !== "undefined") {
  window.matchMedia = (media) =>
    Object.assign(new EventTarget(), { matches: false, media, onchange: null, addListener() {}, removeListener() {} });
  Object.assign(globalThis, { ResizeObserver: Unobserved, IntersectionObserver: Unobserved });
  afterEach(() => {
    cleanup();
    localStorage.clear();
    sessionStorage.clear();
  });
}
