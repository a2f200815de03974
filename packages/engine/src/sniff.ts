import type { InputFormat } from "@pixpress/contracts";

/** What the first bytes of a file say it is: a format the engine reads, another one by its name, or nothing known. */
export type Sniffed = { readonly format: InputFormat } | { readonly other: string } | null;

const at =
  (offset: number, ...signatures: readonly string[]) =>
  (head: Buffer) =>
    signatures.some((signature) => head.toString("latin1", offset, offset + signature.length) === signature);

/** The brands of an ISO media file, the major one first. */
function brands(head: Buffer): readonly string[] {
  if (head.toString("latin1", 4, 8) !== "ftyp") return [];
  const end = Math.min(head.readUInt32BE(0), head.length);
  const starts = [8, ...Array.from({ length: Math.max(0, Math.floor((end - 16) / 4)) }, (_, index) => 16 + index * 4)];
  return starts.map((start) => head.toString("latin1", start, start + 4));
}

const readable: readonly (readonly [InputFormat, (head: Buffer) => boolean])[] = [
  ["jpeg", at(0, "\xff\xd8\xff")],
  ["png", at(0, "\x89PNG\r\n\x1a\n")],
  ["gif", at(0, "GIF87a", "GIF89a")],
  ["webp", (head) => at(0, "RIFF")(head) && at(8, "WEBP")(head)],
  ["tiff", at(0, "II*\0", "MM\0*", "II+\0", "MM\0+")],
  ["avif", (head) => brands(head).some((brand) => brand === "avif" || brand === "avis")],
  ["heic", (head) => brands(head).some((brand) => /^(he[iv][cmsx]|mif1|msf1)$/.test(brand))],
  ["jxl", at(0, "\xff\x0a", "\0\0\0\x0cJXL ")],
  ["bmp", at(0, "BM")],
  ["ico", at(0, "\0\0\x01\0")],
];

const others: readonly (readonly [string, (head: Buffer) => boolean])[] = [
  ["an ISO media file", (head) => brands(head).length > 0],
  ["JPEG 2000", at(0, "\0\0\0\x0cjP  ", "\xff\x4f\xff\x51")],
  ["PDF", at(0, "%PDF")],
  ["a cursor", at(0, "\0\0\x02\0")],
  ["Photoshop", at(0, "8BPS")],
  ["zip", at(0, "PK\x03\x04")],
  // A comment ends at its first end: were it free to go on, a text of many would be tried in every division of them.
  [
    "SVG",
    (head) => /^\uFEFF?\s*(<\?xml[^>]*>\s*)?(<!--((?!-->)[\s\S])*-->\s*|<!DOCTYPE svg[^>]*>\s*)*<svg[\s>]/i.test(head.toString("utf8")),
  ],
  ["HTML", (head) => /^\uFEFF?\s*<(!doctype html|html|head|body)[\s>]/i.test(head.toString("utf8"))],
];

/** Tells a file's type by its first bytes. Nothing is decoded, so a hostile file reaches no decoder it was not meant for. */
export function sniff(head: Buffer): Sniffed {
  const format = readable.find(([, matches]) => matches(head))?.[0];
  if (format !== undefined) return { format };
  const other = others.find(([, matches]) => matches(head))?.[0];
  return other === undefined ? null : { other };
}

/** True for an AVIF sequence: a film whose first picture is all the decoder gives. */
export const isSequence = (head: Buffer): boolean => brands(head).includes("avis");
