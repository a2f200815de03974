import type { MetadataGroup } from "@pixpress/contracts";

const names = {
  location: "where it was taken",
  camera: "camera details",
  thumbnail: "embedded thumbnail",
  text: "titles and comments",
  profile: "colour profile",
  gain_map: "HDR gain map",
} as const satisfies Record<MetadataGroup, string>;

/** What a file no longer tells, in words: "where it was taken, camera details". */
export const metadataNames = (groups: readonly MetadataGroup[]): string => groups.map((group) => names[group]).join(", ");
