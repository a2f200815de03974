import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { UploadError, uploadImage } from "../src/upload-image.ts";

const ids = { taskId: "0".repeat(24), imageId: "1".repeat(24) };
const open: ReturnType<typeof createServer>[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.close();
    await once(server, "close");
  }
});

async function serve(handler: (request: IncomingMessage, response: ServerResponse, body: string) => void): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("latin1").on("data", (chunk) => (body += chunk));
    request.on("end", () => handler(request, response, body));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const file = new File(["pixels"], "cat.png", { type: "image/png" });

it("posts the file as `image` with its name, the recipe as JSON, and gives the ids back", async () => {
  let seen = { url: "", authorization: "", body: "" };
  const url = await serve((request, response, body) => {
    seen = { url: `${request.method} ${request.url}`, authorization: request.headers.authorization ?? "", body };
    response.writeHead(202, { connection: "close" }).end(JSON.stringify(ids));
  });
  await expect(uploadImage(`${url}/`, file, { formats: ["webp"] }, { token: "sesame" })).resolves.toEqual(ids);
  expect(seen.url).toBe("POST /images/upload");
  expect(seen.authorization).toBe("Bearer sesame");
  expect(seen.body).toMatch(/name="image"; filename="cat.png"/);
  expect(seen.body).toContain('{"formats":["webp"]}');
});

it("a refusal is an UploadError with the server's sentence, reason, status and Retry-After", async () => {
  const url = await serve((_, response) => {
    const body = JSON.stringify({ error: "The disk is full.", reason: "storage_full", requestId: "r1" });
    response.writeHead(503, { "retry-after": "7", connection: "close" }).end(body);
  });
  const wanted = {
    name: "UploadError",
    message: "The disk is full.",
    status: 503,
    reason: "storage_full",
    requestId: "r1",
    retryAfterSeconds: 7,
  };
  await expect(uploadImage(url, file, {}, { retries: 0 })).rejects.toMatchObject(wanted);
});

it("an answer that is no JSON is an UploadError with the status", async () => {
  const url = await serve((_, response) => response.writeHead(502, { connection: "close" }).end("<html>bad gateway"));
  await expect(uploadImage(url, file)).rejects.toMatchObject({ status: 502, reason: "unknown" });
});

it("a server that is not there is an UploadError of status 0", async () => {
  const url = await serve(() => {});
  open.splice(0)[0]?.close();
  const failure = uploadImage(url, file, {}, { retries: 0 });
  await expect(failure).rejects.toBeInstanceOf(UploadError);
  await expect(failure).rejects.toMatchObject({ status: 0, reason: "unreachable" });
});

it("is sent again under one key after a lost connection, a 429 and a 503, and then answered", async () => {
  const keys = new Set<string | undefined>();
  let asked = 0;
  const url = await serve((request, response) => {
    keys.add(request.headers["idempotency-key"] as string | undefined);
    asked += 1;
    if (asked === 1) response.writeHead(429, { "retry-after": "0", connection: "close" }).end("{}");
    else if (asked === 2) response.writeHead(503, { "retry-after": "0", connection: "close" }).end("{}");
    else if (asked === 3) request.socket.destroy();
    else response.writeHead(202, { connection: "close" }).end(JSON.stringify(ids));
  });
  await expect(uploadImage(url, file)).resolves.toEqual(ids);
  expect(asked).toBe(4);
  expect([...keys]).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
});

it("two uploads have two keys, and a caller may name its own", async () => {
  const keys: unknown[] = [];
  const url = await serve((request, response) => {
    keys.push(request.headers["idempotency-key"]);
    response.writeHead(202, { connection: "close" }).end(JSON.stringify(ids));
  });
  await uploadImage(url, file);
  await uploadImage(url, file);
  await uploadImage(url, file, {}, { idempotencyKey: "order-7" });
  expect(new Set(keys).size).toBe(3);
  expect(keys[2]).toBe("order-7");
});

it.each([400, 413, 415, 422, 500])("is not sent again after %i", async (status) => {
  let asked = 0;
  const url = await serve((_, response) => {
    asked += 1;
    response.writeHead(status, { connection: "close" }).end("{}");
  });
  await expect(uploadImage(url, file)).rejects.toMatchObject({ status });
  expect(asked).toBe(1);
});

it("an abort ends the wait for another try", async () => {
  const leaving = new AbortController();
  const url = await serve((_, response) => {
    response.writeHead(503, { "retry-after": "60", connection: "close" }).end("{}");
    response.once("close", () => leaving.abort(new Error("the user left")));
  });
  await expect(uploadImage(url, file, {}, { signal: leaving.signal })).rejects.toThrow("the user left");
});
