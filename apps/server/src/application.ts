import type { AcceptedUpload, Context, InputFormat, Recipe } from "@pixpress/contracts";
import type { Place } from "./backlog/backlog.ts";

/** An upload in a temporary file, inspected but not decoded. `pixels` counts all frames. */
export interface SpooledImage {
  readonly path: string;
  /** The upload's file name, sanitised. */
  readonly name: string;
  readonly bytes: number;
  /** SHA-256 of the file, hexadecimal. */
  readonly hash: string;
  readonly format: InputFormat;
  readonly width: number;
  readonly height: number;
  readonly pixels: number;
}

/** `replayed`: an earlier upload with the same key began it. */
export type Accepted = AcceptedUpload & { readonly replayed: boolean };

/** What a driving port knows of the request it stands for. */
export interface RequestContext {
  readonly requestId: string;
  readonly origin: string;
  readonly idempotencyKey?: string | undefined;
  /** Called when the answer is that of an earlier request with the same key. */
  readonly onReplay?: () => void;
}

/** What the service does, apart from any wire: the faces in `http` stand before it. */
export interface Application {
  /** The driving port for one request. `origin` is where addresses point when `PUBLIC_URL` is unset, such as `http://127.0.0.1:3003`. */
  context(request: RequestContext): Context;
  /** Resolves with the place of an upload that is about to come. Throws a `Fault` (429) where there is room for none, and its key is not known. */
  admitUpload(key: string | undefined): Promise<Place>;
  /** Bytes, task, image, ready, queue: resolves when the rows are ready, whatever the queue says. Consumes the spooled file. Uploads with one `key` and one body are one. */
  acceptUpload(image: SpooledImage, recipe: Recipe, signal: AbortSignal, key?: string): Promise<Accepted>;
  /** What is wrong right now, one sentence each; empty when the server is ready. */
  faults(): Promise<string[]>;
  /** What an operator should look at although the server is ready, such as messages that were set aside; one sentence each. */
  notices(): Promise<string[]>;
  /** Begins to take results, to listen to events and to recover. */
  start(): Promise<void>;
  /** Takes nothing more, ends the event streams, resolves when what is in hand is done. */
  stop(): Promise<void>;
}
