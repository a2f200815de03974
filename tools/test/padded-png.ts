import { crc32, deflateSync } from "node:zlib";

/** A PNG of 64 by 64 pixels of one grey, with zeros behind its end to make the file as long as is wanted. */
export function paddedPng(seed: number, bytes: number): Buffer {
  const side = 64;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([8, 0], 8);
  const pixels = Buffer.alloc(side * (side + 1), seed * 40);
  for (let row = 0; row < side; row += 1) pixels[row * (side + 1)] = 0;
  const file = Buffer.alloc(bytes);
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(pixels)), chunk("IEND", Buffer.alloc(0))];
  Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]).copy(file);
  return file;
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}
