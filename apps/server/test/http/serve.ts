import { afterEach } from "vitest";
import { createServer } from "../../src/create-server.ts";
import type { ServerParts } from "../../src/parts.ts";
import type { ServerConfig } from "../../src/settings.ts";
import { openWorld, type World } from "../world.ts";

export interface Served extends World {
  readonly url: string;
  readonly port: number;
  /** Uploads as a browser does. */
  post(file: Buffer | string, options?: { name?: string; recipe?: unknown; headers?: Record<string, string> }): Promise<Response>;
}

interface Options {
  readonly config?: Partial<ServerConfig>;
  readonly parts?: (parts: ServerParts) => Partial<ServerParts>;
}

const open: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close();
});

/** The whole server on a free port, over real parts in a folder of their own; gone after the test. */
export async function serve({ config = {}, parts = () => ({}) }: Options = {}): Promise<Served> {
  const world = await openWorld({ PORT: 0, GRACE_SECONDS: 5, ...config });
  open.push(() => world.close());
  const server = createServer({ ...world.parts, ...parts(world.parts) });
  const { port } = await server.start();
  open.push(() => server.stop());
  const url = `http://127.0.0.1:${port}`;
  const post: Served["post"] = (file, { name = "photo.png", recipe, headers = {} } = {}) => {
    const form = new FormData();
    if (recipe !== undefined) form.append("recipe", typeof recipe === "string" ? recipe : JSON.stringify(recipe));
    form.append("image", new Blob([file as Buffer<ArrayBuffer>]), name);
    return fetch(`${url}/images/upload`, { method: "POST", body: form, headers });
  };
  return { ...world, url, port, post };
}

/** What a refusal says. */
export async function refusal(response: Response): Promise<{ status: number; reason: string; error: string }> {
  const { error, reason, requestId } = (await response.json()) as { error: string; reason: string; requestId: string };
  if (requestId !== response.headers.get("x-request-id")) throw new Error("the problem names another request");
  return { status: response.status, reason, error };
}
