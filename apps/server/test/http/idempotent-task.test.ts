import type { AcceptedUpload } from "@pixpress/contracts";
import { describe, expect, it } from "vitest";
import { png } from "./pictures.ts";
import { type Served, serve } from "./serve.ts";

interface Told {
  readonly status: number;
  readonly replayed: string | null;
  readonly reason?: string | undefined;
  readonly taskId?: string | undefined;
}
type Create = (server: Served, imageId: string, formats: readonly string[], key: string) => Promise<Told>;

const call = (server: Served, path: string, body: unknown, key: string) =>
  fetch(`${server.url}${path}`, {
    method: "POST",
    body: JSON.stringify(body),
    headers: { "content-type": "application/json", "idempotency-key": key },
  });

const faces: Record<string, Create> = {
  REST: async (server, imageId, formats, key) => {
    const answer = await call(server, `/images/${imageId}/tasks`, { recipe: { formats } }, key);
    const { taskId, reason } = (await answer.json()) as { taskId?: string; reason?: string };
    return { status: answer.status, replayed: answer.headers.get("idempotent-replayed"), reason, taskId };
  },
  tRPC: async (server, imageId, formats, key) => {
    const answer = await call(server, "/trpc/tasks.create", { imageId, recipe: { formats } }, key);
    const told = (await answer.json()) as { result?: { data: AcceptedUpload }; error?: { data: { reason: string } } };
    const { result, error } = told;
    return {
      status: answer.status,
      replayed: answer.headers.get("idempotent-replayed"),
      reason: error?.data.reason,
      taskId: result?.data.taskId,
    };
  },
};

describe.each(Object.entries(faces))("a task asked for twice under one key, by %s", (face, create) => {
  it("is one task, and the second answer says so", async () => {
    const server = await serve();
    const { imageId } = (await (await server.post(await png())).json()) as AcceptedUpload;
    const first = await create(server, imageId, ["webp"], "again");
    expect(first).toMatchObject({ status: face === "REST" ? 202 : 200, replayed: null });
    expect(await create(server, imageId, ["webp"], "again")).toEqual({ ...first, replayed: "true" });
    expect(await server.parts.database.tasks.ofImage(imageId)).toHaveLength(2);
  });

  it("is 422 with another recipe, and 400 under no key or one of 256 characters", async () => {
    const server = await serve();
    const { imageId } = (await (await server.post(await png())).json()) as AcceptedUpload;
    await create(server, imageId, ["webp"], "again");
    expect(await create(server, imageId, ["avif"], "again")).toMatchObject({ status: 422, reason: "idempotency_key_reused" });
    for (const key of ["", "k".repeat(256)]) {
      expect(await create(server, imageId, ["webp"], key)).toMatchObject({ status: 400, reason: "invalid_input" });
    }
    expect(await server.parts.database.tasks.ofImage(imageId)).toHaveLength(2);
  });
});
