import { once } from "node:events";
import type { Readable } from "node:stream";
import { Fault, zipRequest } from "@pixpress/contracts";
import type { ImageRow } from "@pixpress/db";
import { ZipArchive } from "archiver";
import type { FastifyReply } from "fastify";
import { isVisible } from "../images/visible.ts";
import { nameWithExtension } from "./file-name.ts";
import { type Rest, refusals } from "./rest-schema.ts";
import type { Wire } from "./wire.ts";
import { uniqueNames } from "./zip-names.ts";

interface Entry {
  readonly key: string;
  readonly name: string;
  readonly date: Date;
}

/** `POST /images/zip`: the smallest file of each image in one archive, streamed; the files are compressed already, so it only stores them. */
export function zipRoute(rest: Rest, wire: Wire): void {
  const schema = {
    operationId: "downloadImages",
    tags: ["images"],
    summary: "Download many images as one ZIP archive",
    body: zipRequest,
    response: refusals(400, 404, 503),
  };
  rest.post("/images/zip", { schema }, async (request, reply) => {
    const entries = await entriesOf(wire, request.body.ids);
    return send(wire, entries, reply as FastifyReply);
  });
}

function send(wire: Wire, entries: readonly Entry[], reply: FastifyReply): FastifyReply {
  const archive = new ZipArchive({ store: true });
  reply.headers({ "content-type": "application/zip", "content-disposition": 'attachment; filename="pixpress.zip"' });
  reply.raw.once("close", () => archive.destroy());
  // A file that fails midway breaks the connection: an archive that merely ended would pass for a whole one.
  fill(archive, entries, wire).catch((error: unknown) => archive.destroy(error as Error));
  return reply.send(archive);
}

async function entriesOf({ parts }: Wire, ids: readonly string[]): Promise<Entry[]> {
  const wanted = [...new Set(ids)];
  const rows = new Map((await parts.database.images.getMany(wanted)).map((row) => [row.id, row]));
  const files = wanted.map((id) => fileOf(id, rows.get(id)));
  const names = uniqueNames(files.map(({ name }) => name));
  return files.map(({ key, date }, index) => ({ key, date, name: names[index] ?? key }));
}

function fileOf(id: string, row: ImageRow | undefined): Entry {
  const smallest = row?.outputs.toSorted((one, other) => one.bytes - other.bytes)[0];
  const key = smallest?.key ?? row?.key;
  if (row === undefined || !isVisible(row) || key === null || key === undefined) {
    throw new Fault("not_found", `There is no image ${id}, or its file lies elsewhere.`);
  }
  const [, extension = "bin"] = /\.([a-z0-9]+)$/.exec(key) ?? [];
  return { key, name: nameWithExtension(row.name ?? id, extension), date: row.createdAt };
}

/** One entry at a time: no file is opened before its turn, and none is held in memory. */
async function fill(archive: ZipArchive, entries: readonly Entry[], { parts }: Wire): Promise<void> {
  let current: Readable | undefined;
  archive.once("close", () => current?.destroy());
  for (const { key, name, date } of entries) {
    if (archive.destroyed) return;
    const { stream } = await parts.storage.read(key);
    current = stream.once("error", (error) => archive.destroy(error));
    const written = eitherOf(archive, "entry", "close");
    archive.append(stream, { name, date });
    await written;
  }
  if (!archive.destroyed) await archive.finalize();
}

/** Resolves with the first of both events; nothing listens on after it. */
async function eitherOf(emitter: ZipArchive, one: string, other: string): Promise<void> {
  const settled = new AbortController();
  const options = { signal: settled.signal };
  await Promise.race([once(emitter, one, options), once(emitter, other, options)]).finally(() => settled.abort());
}
