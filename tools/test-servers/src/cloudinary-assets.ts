import { createHash } from "node:crypto";

/** A file of the stand-in's account. */
export interface Asset {
  readonly publicId: string;
  readonly format: string;
  readonly content: Buffer;
  readonly createdAt: Date;
  readonly version: number;
  readonly context: string | undefined;
  readonly etag: string;
  readonly secureUrl: string;
}

export function newAsset(base: string, publicId: string, format: string, content: Buffer, context: string | undefined): Asset {
  const createdAt = new Date();
  const version = Math.floor(createdAt.getTime() / 1000);
  const etag = createHash("md5").update(content).digest("hex");
  const secureUrl = `${base}/image/upload/v${version}/${publicId}.${format}`;
  return { publicId, format, content, createdAt, version, context, etag, secureUrl };
}

/** As the upload answers and the admin API describe it; the time has no parts of a second there. */
export function describe(asset: Asset): Record<string, unknown> {
  return {
    public_id: asset.publicId,
    format: asset.format,
    version: asset.version,
    resource_type: "image",
    type: "upload",
    created_at: asset.createdAt.toISOString().replace(/\.\d+Z$/, "Z"),
    bytes: asset.content.byteLength,
    etag: asset.etag,
    url: asset.secureUrl,
    secure_url: asset.secureUrl,
    ...(asset.context === undefined ? {} : { context: { custom: customOf(asset.context) } }),
  };
}

/** Finds what a delivery path names: no extension is the original, any but its own format's a conversion. */
export function findDelivered(files: ReadonlyMap<string, Asset>, path: string): { asset: Asset; converted: boolean } | null {
  const name = path.replace(/^v\d+\//, "");
  const original = files.get(name);
  if (original !== undefined) return { asset: original, converted: false };
  const dot = name.lastIndexOf(".");
  const asset = dot < 0 ? undefined : files.get(name.slice(0, dot));
  return asset === undefined ? null : { asset, converted: asset.format !== name.slice(dot + 1) };
}

function customOf(context: string): Record<string, string> {
  return Object.fromEntries(context.split("|").map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
}
