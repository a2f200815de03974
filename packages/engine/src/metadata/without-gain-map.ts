/** What speaks of a gain map, or of the container that a file is with one: Adobe's and Google's words, and Apple's. */
const namespaces: ReadonlySet<string> = new Set([
  "http://ns.adobe.com/hdr-gain-map/1.0/",
  "http://ns.google.com/photos/1.0/container/",
  "http://ns.google.com/photos/1.0/container/item/",
  "http://ns.apple.com/HDRGainMap/1.0/",
]);
const declaration = /\sxmlns:([\w.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
/** Beyond this a packet is not searched: one made to be slow could be made so. */
const longest = 65_536;
/** Says nothing, which no reader takes amiss. */
const emptyPacket = '<x:xmpmeta xmlns:x="adobe:ns:meta/"/>';

/** What of a file's XMP an encoding keeps, where that is not all of it. */
export function keptXmp(xmp: Buffer | undefined): { readonly keptXmp?: string } {
  const bare = xmp === undefined ? null : withoutGainMap(xmp.toString("utf8"));
  return bare === null ? {} : { keptXmp: bare };
}

/**
 * An XMP packet without what announces a gain map: a viewer would look for one that is not there. All else stays; where those words cannot be taken out
 * cleanly, nothing does. Null where the packet speaks of none.
 */
export function withoutGainMap(packet: string): string | null {
  const prefixes = [...packet.matchAll(declaration)]
    .filter(([, , one, other]) => namespaces.has(one ?? other ?? ""))
    .map(([, prefix]) => prefix);
  if (prefixes.length === 0) return null;
  if (packet.length > longest) return emptyPacket;
  const name = `(?:${[...new Set(prefixes)].map((prefix) => (prefix as string).replaceAll(".", "\\.")).join("|")}):[\\w.-]+`;
  const value = `(?:"[^"]*"|'[^']*')`;
  const bare = packet
    .replaceAll(new RegExp(`<(${name})(?:\\s[^<>]*)?(?:/>|(?<!/)>[\\s\\S]*?</\\1\\s*>)`, "g"), "")
    .replaceAll(new RegExp(`\\s${name}\\s*=\\s*${value}`, "g"), "")
    .replaceAll(declaration, (whole, _, one?: string, other?: string) => (namespaces.has(one ?? other ?? "") ? "" : whole));
  return new RegExp(name).test(bare) ? emptyPacket : bare;
}
