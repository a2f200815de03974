import type { FastifyRequest } from "fastify";
import { type Answer, json, refusal } from "./cloudinary-answer.ts";
import { describe, newAsset } from "./cloudinary-assets.ts";
import { formatOf } from "./cloudinary-format.ts";
import { signatureFault } from "./cloudinary-signature.ts";
import type { StandInState } from "./cloudinary-state.ts";

/** `POST image/upload`: takes a signed file and keeps it whole. */
export async function upload(state: StandInState, request: FastifyRequest): Promise<Answer> {
  const { fields, content } = await readForm(request);
  const fault = signatureFault(fields, state.account);
  if (fault !== null) return refusal(401, fault);
  const publicId = fields["public_id"];
  if (publicId === undefined || content === null) return refusal(400, "Missing required parameter - file");
  if (content.byteLength > state.maxBytes) {
    return refusal(400, `File size too large. Got ${content.byteLength}. Maximum is ${state.maxBytes}.`);
  }
  const format = formatOf(content);
  if (format === null) return refusal(400, "Invalid image file");
  const earlier = state.files.get(publicId);
  if (earlier !== undefined && fields["overwrite"] === "0") return json({ ...describe(earlier), existing: true });
  const asset = newAsset(state.base, publicId, format, content, fields["context"]);
  state.files.set(publicId, asset);
  return json(describe(asset));
}

/** `POST image/destroy`: removes one file; nothing to remove is an answer, not an error. */
export async function destroy(state: StandInState, request: FastifyRequest): Promise<Answer> {
  const { fields } = await readForm(request);
  const fault = signatureFault(fields, state.account);
  if (fault !== null) return refusal(401, fault);
  const publicId = fields["public_id"] ?? "";
  if (fields["invalidate"] === "true") state.invalidated.push(publicId);
  return json({ result: state.files.delete(publicId) ? "ok" : "not found" });
}

async function readForm(request: FastifyRequest): Promise<{ fields: Record<string, string>; content: Buffer | null }> {
  const fields: Record<string, string> = {};
  let content: Buffer | null = null;
  for await (const part of request.parts()) {
    if (part.type === "file") content = await part.toBuffer();
    else fields[part.fieldname] = String(part.value);
  }
  return { fields, content };
}
