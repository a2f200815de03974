/** Makes a stored address usable where it goes. */
export type Address = (stored: string) => string;

/** Callers choose the bases, by the host they ask for: so many are remembered. */
const mostBases = 100;
const addresses = new Map<string, Address>();

/** Paths of the API get the base before them; absolute addresses stay what they are. One base gives one function: what is made by it can be shared. */
export function absoluteBy(base: string): Address {
  const known = addresses.get(base);
  if (known !== undefined) return known;
  if (addresses.size >= mostBases) addresses.clear();
  const address: Address = (stored) => (stored.startsWith("/") ? base + stored : stored);
  addresses.set(base, address);
  return address;
}

/** As it is stored: between servers, where no request gives an origin. */
export const asStored: Address = (stored) => stored;
