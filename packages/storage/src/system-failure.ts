import type { StorageFailure } from "./storage-error.ts";

/** What the system's codes mean to a caller; ENOENT is left to each operation, for which it means different things. */
const failures: Readonly<Record<string, StorageFailure>> = {
  ENOTDIR: "not_found",
  EISDIR: "invalid_key",
  ENOSPC: "full",
  EDQUOT: "full",
  EFBIG: "too_large",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  ELOOP: "denied",
  ENAMETOOLONG: "invalid_key",
};

/** The system's code of an error, where it has one. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

/** What an error of the file system or of a socket means to a caller: `unavailable` where it may pass. */
export function systemFailure(error: unknown): StorageFailure {
  return failures[codeOf(error) ?? ""] ?? "unavailable";
}
