import { DatabaseError } from "@pixpress/db";
import { expect, it } from "vitest";
import { createServer } from "../../src/create-server.ts";
import { faulty } from "../faulty.ts";
import { openWorld } from "../world.ts";
import { openTelemetryRoom } from "./room.ts";

it("the port of the figures says whether a server is ready, as the API does, and while the API says nothing yet or no more", async () => {
  const [world, { telemetry, ready }] = await Promise.all([openWorld({ PORT: 0 }), openTelemetryRoom()]);
  expect(await ready()).toEqual({ status: 503, text: "The process is starting.\n" });
  const away = new DatabaseError("ping", true, new Error("away"));
  const database = faulty(world.parts.database, { method: "ping", error: away, times: 2 });
  const server = createServer({ ...world.parts, database, telemetry });
  expect(await ready()).toEqual({ status: 503, text: "The server is starting.\n" });
  const { port } = await server.start();
  const asked = () => fetch(`http://127.0.0.1:${port}/health/ready`);

  const refused = await asked();
  expect(await ready()).toEqual({ status: refused.status, text: `${((await refused.json()) as { error: string }).error}\n` });
  expect([(await asked()).status, await ready()]).toEqual([200, { status: 200, text: "ready\n" }]);

  await server.stop();
  expect(await ready()).toEqual({ status: 503, text: "The server is stopping.\n" });
  await world.close();
});
