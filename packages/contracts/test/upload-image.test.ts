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
  await expect(uploadImage(url, file)).rejects.toMatchObject(wanted);
});

it("an answer that is no JSON is an UploadError with the status", async () => {
  const url = await serve((_, response) => response.writeHead(502, { connection: "close" }).end("<html>bad gateway"));
  await expect(uploadImage(url, file)).rejects.toMatchObject({ status: 502, reason: "unknown" });
});

it("a server that is not there is an UploadError of status 0", async () => {
  const url = await serve(() => {});
  open.splice(0)[0]?.close();
  const failure = uploadImage(url, file);
  await expect(failure).rejects.toBeInstanceOf(UploadError);
  await expect(failure).rejects.toMatchObject({ status: 0, reason: "unreachable" });
});
