const side = 112;

let last: Promise<unknown> = Promise.resolve();

/**
 * A small picture of an image file; null where the browser cannot read it. Files are decoded one at a time, so that forty large
 * photos do not fill the memory.
 */
export function makePreview(file: File): Promise<Blob | null> {
  const preview = last.then(() => shrink(file)).catch(() => null);
  last = preview;
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
