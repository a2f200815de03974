import { type AppRouter, uploadImage } from "@pixpress/contracts";
import { createTRPCClient, httpLink } from "@trpc/client";
import { describe, expect, it } from "vitest";
import { png } from "./pictures.ts";
import { refusal, type Served, serve } from "./serve.ts";

const senseless = { quality: { encoder: 80 }, maxBytes: 50_000 } as const;
const file = async () => new File([(await png()) as Buffer<ArrayBuffer>], "a.png");

const imageOf = async ({ post }: Served) => ((await (await post(await png())).json()) as { imageId: string }).imageId;

describe("422 when the fields of a recipe contradict each other", () => {
  it("at the upload, of which nothing is left", async () => {
    const { url } = await serve();
    await expect(uploadImage(url, await file(), senseless)).rejects.toMatchObject({ status: 422, reason: "senseless_recipe" });
    await expect(uploadImage(url, await file(), { allowDownscale: true })).rejects.toMatchObject({ status: 422 });
    expect(await (await fetch(`${url}/images`)).json()).toEqual([]);
  });
  it("at one more task over REST", async () => {
    const server = await serve();
    const imageId = await imageOf(server);
    const response = await fetch(`${server.url}/images/${imageId}/tasks`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ recipe: senseless }),
    });
    expect(await refusal(response)).toMatchObject({ status: 422, reason: "senseless_recipe" });
  });
  it("at one more task over tRPC", async () => {
    const server = await serve();
    const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${server.url}/trpc` })] });
    const asked = client.tasks.create.mutate({ imageId: await imageOf(server), recipe: senseless });
    await expect(asked).rejects.toMatchObject({ data: { httpStatus: 422, reason: "senseless_recipe" } });
  });
});

describe("a recipe with maxBytes", () => {
  it("is told as it was understood: without a quality it is the best that fits", async () => {
    const { url } = await serve();
    const { taskId } = await uploadImage(url, await file(), { maxBytes: 50_000, allowDownscale: true });
    expect(await (await fetch(`${url}/tasks/${taskId}`)).json()).toMatchObject({
      recipe: { quality: { target: 100 }, maxBytes: 50_000, allowDownscale: true },
    });
  });
});
