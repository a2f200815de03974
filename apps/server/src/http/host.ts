import { Fault } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";
import { originOf } from "./wire.ts";

/** `http(s)://` and what RFC 3986 takes for a host, with or without a port. */
const origin = /^https?:\/\/(\[[0-9a-f:.]+\]|[\w.~!$&'()*+,;=%-]+)(:\d{1,5})?$/i;

/** Refuses a request that names its host wrongly, twice, or not where it must: the addresses in its answer are made from that name. */
export function refuseUnusableHosts(app: FastifyInstance): void {
  app.addHook("onRequest", async (request) => {
    const { httpVersion, headersDistinct } = request.raw;
    const names = headersDistinct["host"]?.length ?? 0;
    const named = names === 1 || (names === 0 && httpVersion === "1.0");
    const asked = originOf(request);
    if (!named || !origin.test(asked) || !URL.canParse(asked)) throw new Fault("invalid_input", "The request names no host that could be.");
  });
}
