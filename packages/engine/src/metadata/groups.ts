import type { MetadataGroup } from "@pixpress/contracts/limits";
import type { Metadata } from "sharp";
import { readDirectories } from "./tiff-directory.ts";

/** What a header carries beside pixels, as sharp reads it. */
export type Notes = Pick<Metadata, "exif" | "xmp" | "iptc" | "icc" | "comments" | "gainMap">;

const gpsDirectory = 34_853;
/** Make, model, software and time of the first directory; exposure, lens, serial numbers and the maker's own of EXIF's. */
const ofCamera: ReadonlySet<number> = new Set([
  271, 272, 305, 306, 33_434, 33_437, 34_850, 34_855, 36_867, 36_868, 37_377, 37_378, 37_380, 37_383, 37_385, 37_386, 37_500, 41_989,
  42_016, 42_032, 42_033, 42_034, 42_035, 42_036, 42_037,
]);
/** Description, artist, copyright, comments, and what Windows writes; XMP and IPTC where a TIFF holds them as tags. */
const ofText: ReadonlySet<number> = new Set([269, 270, 285, 315, 316, 700, 33_432, 33_723, 37_510, 40_091, 40_092, 40_093, 40_094, 40_095]);

const inXmp: readonly (readonly [MetadataGroup, RegExp])[] = [
  ["location", /exif:GPS|Iptc4xmpExt:Location|photoshop:(City|State|Country)/],
  ["camera", /tiff:(Make|Model)|exif:(Exposure|FNumber|ISO|Focal|DateTime|Photographic)|aux:|exifEX:|xmp:CreatorTool/],
  ["thumbnail", /xmp:Thumbnails|xmpGImg:/],
  ["gain_map", /hdrgm:Version|HDRGainMap:|Semantic="GainMap"/],
];

/** The groups of metadata that a file has. For a TIFF `exif` is the file itself: its notes are tags among those of its pixels. */
export function metadataGroups({ exif, xmp, iptc, icc, comments, gainMap }: Notes): readonly MetadataGroup[] {
  const groups = new Set<MetadataGroup>();
  if (exif !== undefined) for (const group of groupsOfExif(exif)) groups.add(group);
  if (xmp !== undefined) for (const group of groupsOfXmp(xmp.toString("utf8"))) groups.add(group);
  if (iptc !== undefined || (comments?.length ?? 0) > 0) groups.add("text");
  if (icc !== undefined) groups.add("profile");
  if (gainMap !== undefined) groups.add("gain_map");
  return [...groups];
}

function groupsOfExif(exif: Buffer): readonly MetadataGroup[] {
  const tiff = exif.toString("latin1", 0, 6) === "Exif\0\0" ? exif.subarray(6) : exif;
  const [first, second] = readDirectories(tiff) ?? [];
  // What cannot be followed may say anything, and it goes: said rather than kept quiet.
  if (first === undefined) return ["text"];
  const tags = [...first, ...first.flatMap(({ below }) => below ?? [])].map(({ number }) => number);
  return [
    ...(tags.includes(gpsDirectory) ? (["location"] as const) : []),
    ...(tags.some((tag) => ofCamera.has(tag)) ? (["camera"] as const) : []),
    ...(second?.some(({ number }) => number === thumbnailOffset) === true ? (["thumbnail"] as const) : []),
    ...(tags.some((tag) => ofText.has(tag)) ? (["text"] as const) : []),
  ];
}

const thumbnailOffset = 513;

/** A packet that says nothing known still says something. */
function groupsOfXmp(packet: string): readonly MetadataGroup[] {
  const found = inXmp.filter(([, words]) => words.test(packet)).map(([group]) => group);
  const speaks = found.length === 0 || /dc:|photoshop:|xmpRights:|Iptc4xmpCore:|lr:/.test(packet.replaceAll(/xmlns:\w+=/g, ""));
  return speaks ? [...found, "text"] : found;
}

/** What the original had and a file has not. */
export const removedGroups = (original: readonly MetadataGroup[], kept: readonly MetadataGroup[]): MetadataGroup[] =>
  original.filter((group) => !kept.includes(group));
