import { DatabaseError } from "@pixpress/db";
import { expect, it } from "vitest";
import { faulty } from "../faulty.ts";
import { serve } from "./serve.ts";

it("live and ready while everything answers", async () => {
  const { url } = await serve();
  expect(await (await fetch(`${url}/health/live`)).json()).toEqual({ status: "live" });
  expect(await (await fetch(`${url}/health/ready`)).json()).toEqual({ status: "ready", faults: [], notices: [] });
});

it("live, but not ready, while the database is away: 503 and a sentence that says so", async () => {
  const error = new DatabaseError("ping", true, new Error("away"));
  const { url } = await serve({ parts: ({ database }) => ({ database: faulty(database, { method: "ping", error }) }) });
  expect((await fetch(`${url}/health/live`)).status).toBe(200);
  const ready = await fetch(`${url}/health/ready`);
  expect(ready.status).toBe(503);
  expect(Number(ready.headers.get("retry-after"))).toBeGreaterThan(0);
  expect(await ready.json()).toMatchObject({
    error: expect.stringMatching(/database/i),
    reason: "not_ready",
    requestId: ready.headers.get("x-request-id"),
    status: "not ready",
    faults: [expect.stringMatching(/database/i)],
  });
});
