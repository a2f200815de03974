/** Enough for a card of the gallery. */
const side = 240;

const made = new WeakMap<File, Promise<Blob | null>>();
let last: Promise<unknown> = Promise.resolve();

/**
 * A small picture of an image file, made once; null where the browser cannot read it. Files are decoded one at a time, so that forty
 * large photos do not fill the memory.
 */
export function previewOf(file: File): Promise<Blob | null> {
  const known = made.get(file);
  if (known !== undefined) return known;
  const preview = last.then(() => shrink(file)).catch(() => null);
  last = preview;
  made.set(file, preview);
  return preview;
}

async function shrink(file: File): Promise<Blob | null> {
  const bitmap = await createImageBitmap(file, { resizeHeight: side, resizeQuality: "medium" });
  try {
    const canvas = document.createElement("canvas");
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
    return await new Promise((resolve) => canvas.toBlob(resolve));
  } finally {
    bitmap.close();
  }
}
