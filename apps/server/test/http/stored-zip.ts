import { crc32 } from "node:zlib";

/** The entries of an archive that only stores, by its central directory, their checksums proved. */
export function readStored(archive: Buffer): { name: string; content: Buffer }[] {
  const end = archive.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  let position = archive.readUInt32LE(end + 16);
  return Array.from({ length: archive.readUInt16LE(end + 10) }, () => {
    const nameLength = archive.readUInt16LE(position + 28);
    const name = archive.toString("utf8", position + 46, position + 46 + nameLength);
    const local = archive.readUInt32LE(position + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = archive.subarray(start, start + archive.readUInt32LE(position + 20));
    if (archive.readUInt16LE(position + 10) !== 0) throw new Error("it is not merely stored");
    if (crc32(content) !== archive.readUInt32LE(position + 16)) throw new Error("its checksum is wrong");
    position += 46 + nameLength + archive.readUInt16LE(position + 30) + archive.readUInt16LE(position + 32);
    return { name, content };
  });
}
