import { createHash } from "node:crypto";

export interface Account {
  readonly cloud: string;
  readonly key: string;
  readonly secret: string;
}

const unsigned = new Set(["file", "cloud_name", "resource_type", "api_key", "signature"]);

/** What is wrong with a signed request's fields, or null: SHA-1 over the sorted parameters and the secret, an hour old at most. */
export function signatureFault(fields: Readonly<Record<string, string>>, account: Account): string | null {
  if (fields["api_key"] !== account.key) return `Unknown API key ${fields["api_key"] ?? ""}`;
  if (Math.abs(Date.now() / 1000 - Number(fields["timestamp"])) > 3600)
    return `Stale request - reported time is ${fields["timestamp"] ?? ""}`;
  const toSign = Object.entries(fields)
    .filter(([name, value]) => value !== "" && !unsigned.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`.replaceAll("&", "%26"))
    .join("&");
  const right = createHash("sha1")
    .update(toSign + account.secret)
    .digest("hex");
  return fields["signature"] === right ? null : `Invalid Signature ${fields["signature"] ?? ""}. String to sign - '${toSign}'.`;
}

/** True when the header is the account's basic authentication, which the admin API wants. */
export function isAdmin(authorization: string | undefined, account: Account): boolean {
  return authorization === `Basic ${Buffer.from(`${account.key}:${account.secret}`).toString("base64")}`;
}
