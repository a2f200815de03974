/**
 * Copies a file without what tells more than its pixels; not a pixel is touched and the colour profile stays.
 * `exif` is put in where the format carries any. Null where the file's structure cannot be followed.
 */
export type Strip = (bytes: Buffer, exif: Buffer | null) => Buffer | null;
