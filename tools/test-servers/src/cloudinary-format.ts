const signatures: readonly [format: string, offset: number, bytes: Buffer][] = [
  ["jpg", 0, Buffer.from([0xff, 0xd8, 0xff])],
  ["png", 0, Buffer.from("\x89PNG", "latin1")],
  ["gif", 0, Buffer.from("GIF8")],
  ["webp", 8, Buffer.from("WEBP")],
  ["avif", 4, Buffer.from("ftypavi")],
  ["tif", 0, Buffer.from("II*\0", "latin1")],
  ["tif", 0, Buffer.from("MM\0*", "latin1")],
];

/** Cloudinary's name for a file's format, told by its first bytes; null for what it would not take as an image. */
export function formatOf(bytes: Buffer): string | null {
  return signatures.find(([, offset, start]) => bytes.subarray(offset, offset + start.length).equals(start))?.[0] ?? null;
}

export const mediaTypeOf = (format: string): string =>
  `image/${({ jpg: "jpeg", tif: "tiff" } as Record<string, string>)[format] ?? format}`;
