import { StorageError } from "./storage-error.ts";

const folders = ["images", "compressed_images"];
const maxKeyLength = 512;
/** No leading dot: that keeps `.` and `..` out, and leaves such names to the adapters' own use. */
const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/** The segments of a key. Whatever is no key rejects here, before any adapter makes a path or an address of it. */
export function assertKey(operation: string, key: string): string[] {
  const segments = split(key);
  if (segments.length < 2 || !segments.every((part) => segment.test(part)) || !folders.includes(segments[0] ?? "")) {
    throw invalid(operation, "not a key");
  }
  return segments;
}

/** The segments of a prefix: `images/`, `compressed_images/`, or either with whole segments after it. It ends with `/`. */
export function assertPrefix(operation: string, prefix: string): string[] {
  const segments = split(prefix);
  const last = segments.pop();
  if (last !== "" || !segments.every((part) => segment.test(part)) || !folders.includes(segments[0] ?? "")) {
    throw invalid(operation, "not a prefix");
  }
  return segments;
}

/** Keys arrive from addresses and messages, so the type alone is no proof. */
function split(text: unknown): string[] {
  return typeof text === "string" && text.length <= maxKeyLength ? text.split("/") : [];
}

/** The text itself stays out of the message: it is hostile until proven otherwise. */
function invalid(operation: string, what: string): StorageError {
  return new StorageError(operation, "invalid_key", new Error(what));
}
