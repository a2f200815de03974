import type { Strip } from "./strip.ts";

const marker = { soi: 0xd8, eoi: 0xd9, sos: 0xda, app0: 0xe0, app1: 0xe1, app2: 0xe2, app14: 0xee, app15: 0xef, comment: 0xfe } as const;

/** Application segments the pixels depend on: JFIF, the colour profile, and Adobe's note on how colours were transformed. */
function bearsOnPixels(code: number, body: Buffer): boolean {
  const begins = (text: string) => body.toString("latin1", 0, text.length) === text;
  if (code === marker.app0) return begins("JFIF\0");
  if (code === marker.app2) return begins("ICC_PROFILE\0");
  if (code === marker.app14) return begins("Adobe");
  return code !== marker.comment && (code < marker.app0 || code > marker.app15);
}

/** Copies a JPEG without EXIF, XMP, IPTC, comments and whatever follows its end (previews, gain maps, films). */
export const stripJpeg: Strip = (bytes, exif) => {
  const read = readSegments(bytes);
  if (read === null) return null;
  const kept = read.segments.filter(({ code, body }) => bearsOnPixels(code, body));
  // JFIF wants to be the first segment, EXIF comes next.
  const place = kept[0]?.code === marker.app0 ? 1 : 0;
  return joinSegments([...kept.slice(0, place), ...(exif === null ? [] : [exifSegment(exif)]), ...kept.slice(place)]);
};

/** A JPEG of these segments. */
export const joinSegments = (segments: readonly Pick<Segment, "whole">[]): Buffer =>
  Buffer.concat([Buffer.from([0xff, marker.soi]), ...segments.map(({ whole }) => whole), Buffer.from([0xff, marker.eoi])]);

/** True for segments that are said about the picture or by applications, false for those the pixels are coded in. */
export const isNote = ({ code }: Pick<Segment, "code">): boolean =>
  code === marker.comment || (code >= marker.app0 && code <= marker.app15);

export interface Segment {
  readonly code: number;
  readonly body: Buffer;
  /** The segment with its marker; a scan with its data. */
  readonly whole: Buffer;
}

/** The segments up to the end of the first picture, and where that is; null where they do not follow one another. */
export function readSegments(bytes: Buffer): { readonly segments: readonly Segment[]; readonly end: number } | null {
  if (bytes[0] !== 0xff || bytes[1] !== marker.soi) return null;
  const segments: Segment[] = [];
  for (let place = 2; bytes[place] === 0xff && place + 1 < bytes.length; ) {
    const code = bytes[place + 1] as number;
    if (code === marker.eoi) return { segments, end: place + 2 };
    // Any number of fill bytes may stand before a marker.
    if (code === 0xff) {
      place += 1;
      continue;
    }
    if (place + 4 > bytes.length) return null;
    const end = place + 2 + bytes.readUInt16BE(place + 2);
    const until = code === marker.sos ? endOfScan(bytes, end) : end;
    if (until === null || end < place + 4 || until > bytes.length) return null;
    segments.push({ code, body: bytes.subarray(place + 4, end), whole: bytes.subarray(place, until) });
    place = until;
  }
  return null;
}

/** Where the marker stands that ends a scan's data. */
function endOfScan(bytes: Buffer, from: number): number | null {
  for (let place = bytes.indexOf(0xff, from); place !== -1; place = bytes.indexOf(0xff, place + 1)) {
    const next = bytes[place + 1];
    if (next === undefined) return null;
    // A stuffed zero, a fill byte and a restart marker belong to the data.
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return place;
  }
  return null;
}

const exifSegment = (exif: Buffer): Segment => makeSegment(marker.app1, Buffer.concat([Buffer.from("Exif\0\0", "latin1"), exif]));

function makeSegment(code: number, body: Buffer): Segment {
  const head = Buffer.from([0xff, code, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return { code, body, whole: Buffer.concat([head, body]) };
}
