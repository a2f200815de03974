import { createReadStream } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { pipeline } from "node:stream/promises";
import { v2 as sdk, type UploadApiOptions, type UploadApiResponse } from "cloudinary";
import { publicIdOf } from "./cloudinary-id.ts";

/** The mark of a file of ours, and its exact key: the format Cloudinary tells is not always the extension that was asked for. */
const mark = "pixpress_key";

export interface Credentials {
  readonly cloudName: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** A file as the account lists it; `key` is undefined for files that are not ours. */
export interface Asset {
  readonly key: string | undefined;
  readonly secureUrl: string;
  readonly bytes: number;
  readonly writtenAt: Date;
}

/** The calls of Cloudinary's upload and admin APIs that storage needs, each for one attempt, none outliving its signal. */
export class CloudinaryAccount {
  readonly #credentials: { cloud_name: string; api_key: string; api_secret: string };
  readonly #stallMs: number;

  /** A call that moves no byte for `stallMs` is given up. */
  constructor({ cloudName, apiKey, apiSecret }: Credentials, stallMs: number) {
    this.#credentials = { cloud_name: cloudName, api_key: apiKey, api_secret: apiSecret };
    this.#stallMs = stallMs;
  }

  /** Streams a file up; an earlier one under the same key is replaced. */
  upload(key: string, path: string, signal: AbortSignal): Promise<{ secureUrl: string; bytes: number }> {
    const options = { public_id: publicIdOf(key), overwrite: true, unique_filename: false, context: { [mark]: key } };
    return this.#call(signal, (connection) => {
      const { promise, resolve, reject } = Promise.withResolvers<{ secureUrl: string; bytes: number }>();
      // Without disable_promises the SDK keeps a second promise that nobody can catch.
      const given: UploadApiOptions = { ...connection, ...options, resource_type: "image", disable_promises: true };
      const sink = sdk.uploader.upload_stream(given, (error, answer) => {
        if (answer === undefined) reject(error ?? new Error("no answer"));
        else resolve(readUpload(answer));
      });
      pipeline(createReadStream(path), sink, { signal }).catch(reject);
      return promise;
    });
  }

  /** Removes a file and its copies in the CDN; a file that is not there is success. */
  async destroy(key: string, signal: AbortSignal): Promise<void> {
    await this.#limited(signal, (connection) =>
      sdk.uploader.destroy(publicIdOf(key), { ...connection, resource_type: "image", type: "upload", invalidate: true }),
    );
  }

  /** Removes up to a thousand files under the prefix; answers whether more are left. */
  async destroySome(prefix: string, signal: AbortSignal): Promise<boolean> {
    const answer: { next_cursor?: string; partial?: boolean } = await this.#limited(signal, (connection) =>
      sdk.api.delete_resources_by_prefix(prefix, { ...connection, resource_type: "image", type: "upload", invalidate: true }),
    );
    return answer.partial === true || answer.next_cursor !== undefined;
  }

  /** One page of the files under the prefix. */
  async page(prefix: string, cursor: string | undefined, signal: AbortSignal): Promise<{ assets: Asset[]; next: string | undefined }> {
    const which = { type: "upload", resource_type: "image", prefix, max_results: 500, context: true };
    const answer: { resources: UploadApiResponse[]; next_cursor?: string } = await this.#limited(signal, (connection) =>
      sdk.api.resources({ ...connection, ...which, ...(cursor === undefined ? {} : { next_cursor: cursor }) }),
    );
    return { assets: answer.resources.map(readAsset), next: answer.next_cursor };
  }

  /** One file, as the account knows it. */
  async asset(key: string, signal: AbortSignal): Promise<Asset> {
    return readAsset(await this.#limited(signal, (connection) => sdk.api.resource(publicIdOf(key), { ...connection })));
  }

  async ping(signal: AbortSignal): Promise<void> {
    await this.#limited(signal, (connection) => sdk.api.ping({ ...connection }));
  }

  /** These calls are short, so the stall limit is their whole time. */
  #limited<T>(signal: AbortSignal, send: (connection: object) => Promise<T>): Promise<T> {
    return this.#call(AbortSignal.any([signal, AbortSignal.timeout(this.#stallMs)]), send);
  }

  /** The SDK cannot cancel, and its admin calls wait for ever: an agent for each call can, by dropping the connection. */
  async #call<T>(signal: AbortSignal, send: (connection: object) => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const agent = newAgent();
    const { promise: aborted, reject } = Promise.withResolvers<never>();
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort);
    try {
      return await Promise.race([send({ ...this.#credentials, agent, timeout: this.#stallMs }), aborted]);
    } finally {
      signal.removeEventListener("abort", abort);
      agent.destroy();
    }
  }
}

/** Of the kind the SDK chose when it was loaded: plain http only where its own configuration says so. */
function newAgent(): http.Agent {
  const prefix: unknown = sdk.config().upload_prefix;
  return typeof prefix === "string" && prefix.startsWith("http:") ? new http.Agent() : new https.Agent();
}

function readUpload(answer: UploadApiResponse): { secureUrl: string; bytes: number } {
  return { secureUrl: answer.secure_url, bytes: answer.bytes };
}

function readAsset(answer: UploadApiResponse): Asset {
  const context = answer.context as { custom?: Record<string, string> } | undefined;
  // The version is the second of the last upload, where creation may be that of an earlier file under the same id.
  const writtenAt = new Date(Math.max(Date.parse(answer.created_at), answer.version * 1000));
  return { key: context?.custom?.[mark], secureUrl: answer.secure_url, bytes: answer.bytes, writtenAt };
}
