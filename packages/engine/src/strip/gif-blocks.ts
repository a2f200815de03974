/** Kinds of blocks, and of extensions, as GIF numbers them. */
export const gifBlock = { extension: 0x21, image: 0x2c, trailer: 0x3b } as const;
export const gifExtension = { control: 0xf9, comment: 0xfe, application: 0xff } as const;

/** One block of a GIF: what it is and where it lies. */
export interface GifBlock {
  readonly kind: number;
  readonly start: number;
  readonly end: number;
}

/** The blocks of a GIF behind its head, up to the trailer; null where they do not follow one another. */
export function readGifBlocks(bytes: Buffer): { readonly head: number; readonly blocks: readonly GifBlock[] } | null {
  const screen = bytes[10];
  if (screen === undefined) return null;
  const head = 13 + colourTableBytes(screen);
  const blocks: GifBlock[] = [];
  for (let start = head; start < bytes.length; ) {
    const kind = bytes[start] as number;
    const end = kind === gifBlock.trailer ? start + 1 : endOfBlock(bytes, kind, start);
    if (end === null) return null;
    blocks.push({ kind, start, end });
    if (kind === gifBlock.trailer) return { head, blocks };
    start = end;
  }
  return null;
}

function endOfBlock(bytes: Buffer, kind: number, start: number): number | null {
  const data = kind === gifBlock.extension ? start + 2 : kind === gifBlock.image ? startOfImageData(bytes, start) : null;
  return data === null ? null : endOfSubBlocks(bytes, data);
}

const colourTableBytes = (flags: number): number => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);

/** Past the image's descriptor, its own colours and the code size. */
function startOfImageData(bytes: Buffer, place: number): number | null {
  const flags = bytes[place + 9];
  return flags === undefined ? null : place + 10 + colourTableBytes(flags) + 1;
}

function endOfSubBlocks(bytes: Buffer, from: number): number | null {
  for (let place = from; place < bytes.length; ) {
    const size = bytes[place] as number;
    if (size === 0) return place + 1;
    place += size + 1;
  }
  return null;
}
