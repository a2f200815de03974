import { describe, expect, it } from "vitest";
import { eventually, storedKeys } from "../world.ts";
import { png } from "./pictures.ts";
import { refusal, serve } from "./serve.ts";

describe("202 when the image is accepted", () => {
  it("names task and image, says where the task is, and shows the image in the very next list", async () => {
    const server = await serve();
    const response = await server.post(await png(), { name: "Füße am Strand.png" });
    expect(response.status).toBe(202);
    const { taskId, imageId } = (await response.json()) as { taskId: string; imageId: string };
    expect(response.headers.get("location")).toBe(`/tasks/${taskId}`);
    const [image] = (await (await fetch(`${server.url}/images`)).json()) as Record<string, unknown>[];
    expect(image).toMatchObject({ id: imageId, taskId, name: "Füße am Strand.png", width: 8, height: 6, format: "png", status: "pending" });
    expect(await storedKeys(server.parts)).toHaveLength(1);
  });
});

describe("415 when it is no image we take", () => {
  it("names what it saw", async () => {
    const server = await serve();
    expect(await refusal(await server.post("<svg xmlns='x'></svg>"))).toMatchObject({ status: 415, error: /SVG/ });
  });
});
