import type { FastifyRequest } from "fastify";
import { type Answer, json, refusal } from "./cloudinary-answer.ts";
import { describe } from "./cloudinary-assets.ts";
import type { StandInState } from "./cloudinary-state.ts";

/** `GET resources/image/upload`: a page of the files under a prefix, after the cursor. */
export function list(state: StandInState, request: FastifyRequest): Answer {
  const query = request.query as { prefix?: string; max_results?: string; next_cursor?: string; context?: string };
  const size = Math.min(Number(query.max_results ?? 10), state.pageSize);
  const after = Buffer.from(query.next_cursor ?? "", "base64url").toString();
  const left = idsUnder(state, query.prefix ?? "").filter((id) => id > after);
  const page = left.slice(0, size);
  const resources = page.flatMap((id) => {
    const asset = state.files.get(id);
    if (asset === undefined) return [];
    const { context, ...rest } = describe(asset);
    return [query.context === "true" && context !== undefined ? { ...rest, context } : rest];
  });
  const more = left.length > page.length ? { next_cursor: Buffer.from(page.at(-1) ?? "").toString("base64url") } : {};
  return json({ resources, ...more });
}

/** `DELETE resources/image/upload`: removes the first files under a prefix and tells whether more are left. */
export function deleteByPrefix(state: StandInState, request: FastifyRequest): Answer {
  const form = new URLSearchParams(String(request.body));
  const prefix = form.get("prefix");
  if (prefix === null) return refusal(400, "Missing required parameter - prefix");
  if (form.get("invalidate") === "true") state.invalidated.push(prefix);
  const ids = idsUnder(state, prefix);
  const now = ids.slice(0, state.pageSize);
  for (const id of now) state.files.delete(id);
  const partial = ids.length > now.length;
  const deleted = Object.fromEntries(now.map((id) => [id, "deleted"]));
  return json({ deleted, partial, ...(partial ? { next_cursor: Buffer.from(now.at(-1) ?? "").toString("base64url") } : {}) });
}

/** `GET resources/image/upload/:publicId`. */
export function resource(state: StandInState, request: FastifyRequest): Answer {
  const { publicId } = request.params as { publicId: string };
  const asset = state.files.get(publicId);
  return asset === undefined ? refusal(404, `Resource not found - ${publicId}`) : json(describe(asset));
}

function idsUnder(state: StandInState, prefix: string): string[] {
  return [...state.files.keys()].filter((id) => id.startsWith(prefix)).sort();
}
