/** Makes a stored address usable where it goes. */
export type Address = (stored: string) => string;

/** Paths of the API get the base before them; absolute addresses stay what they are. */
export const absoluteBy =
  (base: string): Address =>
  (stored) =>
    stored.startsWith("/") ? base + stored : stored;

/** As it is stored: between servers, where no request gives an origin. */
export const asStored: Address = (stored) => stored;
