/** A picture whose colours are few: each pixel is the number of its colour. */
export interface IndexedPicture {
  /** Red, green, blue, alpha of each colour in one number; those with transparency come first. */
  readonly colours: readonly number[];
  readonly pixels: Uint8Array;
}

const maxColours = 256;

/** Numbers the colours of RGBA pixels, exactly; null where there are more than 256. */
export function indexColours(rgba: Buffer): IndexedPicture | null {
  const words = new DataView(rgba.buffer, rgba.byteOffset, rgba.byteLength);
  const numbers = new Map<number, number>();
  const pixels = new Uint8Array(rgba.length / 4);
  let before = -1;
  let number = 0;
  for (let index = 0; index < pixels.length; index++) {
    const colour = words.getUint32(index * 4);
    if (colour !== before) {
      number = numbers.get(colour) ?? numbers.size;
      if (number === maxColours) return null;
      numbers.set(colour, number);
      before = colour;
    }
    pixels[index] = number;
  }
  return transparentFirst([...numbers.keys()], pixels);
}

/** PNG lists the alpha of the first colours only, so fewer bytes are needed when the opaque ones come last. */
function transparentFirst(colours: readonly number[], pixels: Uint8Array): IndexedPicture {
  const isOpaque = (colour: number) => (colour & 0xff) === 0xff;
  const order = [...colours.keys()].sort(
    (a, b) => Number(isOpaque(colours[a] as number)) - Number(isOpaque(colours[b] as number)) || a - b,
  );
  const places = new Uint8Array(colours.length);
  for (const [place, number] of order.entries()) places[number] = place;
  return { colours: order.map((number) => colours[number] as number), pixels: pixels.map((number) => places[number] as number) };
}
