/**
 * Packs the very pixels of a file better, by the same format; what the file says beside them stays.
 * Null where that is not to be had: no smaller, or a file the library does not follow.
 */
export type Repack = (bytes: Buffer) => Promise<Buffer | null>;
