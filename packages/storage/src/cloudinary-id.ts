/** The public id of a key: the key without its extension, which Cloudinary finds out by itself. */
export function publicIdOf(key: string): string {
  return key.replace(/\.[^./]*$/, "");
}

/**
 * The path of the original's very bytes. It names no format: an extension that is not Cloudinary's own name for the original's
 * (`tiff` for `tif`) would ask for a conversion. Only where the id has a dot left must the extension stand, or that would be one.
 */
export function originalName(key: string): string {
  const id = publicIdOf(key);
  return id.slice(id.lastIndexOf("/")).includes(".") ? key : id;
}
