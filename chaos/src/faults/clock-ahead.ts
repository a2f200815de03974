import { globSync } from "node:fs";
import { ensurePart } from "@pixpress/test-servers/install";
import type { Fault } from "./fault.ts";

/** Five minutes ahead; what measures durations is left alone. */
const ahead = { FAKETIME: "+5m", FAKETIME_DONT_FAKE_MONOTONIC: "1" };

export const clockAhead: Fault = {
  name: "clock-ahead",
  title: "clock of one process 5 minutes ahead (monotonic clock left alone)",
  n: 100,
  ci: 16,
  async injure(world, n) {
    ensurePart("libfaketime");
    const [LD_PRELOAD = ""] = globSync("/usr/lib/*/faketime/libfaketime.so.1");
    const [server] = world.servers;
    const [worker] = world.workers;
    if (server === undefined || worker === undefined) throw new Error("there are two of each");
    for (const app of [server, worker]) {
      await app.end();
      await app.begin({ LD_PRELOAD, ...ahead });
      await world.until("it is ready again", () => app.ready(), 60);
      world.note("process with its clock ahead");
      await world.load(Math.ceil(n / 2));
      await app.end();
      await app.begin({ LD_PRELOAD: "", FAKETIME: "" });
    }
  },
};
