import { expect, it } from "vitest";
import * as z from "zod";
import { EnvironmentError, parseEnvironment } from "../src/environment.ts";

const schema = z.object({ PORT: z.coerce.number().int().default(3003), NAME: z.string(), URL: z.url().optional() });

it("an empty variable counts as unset", () => {
  expect(parseEnvironment(schema, { PORT: "", NAME: "a", URL: undefined })).toEqual({ PORT: 3003, NAME: "a" });
});

it("all faults are told at once, each by its variable's name", () => {
  const wrong = () => parseEnvironment(schema, { PORT: "many", URL: "nowhere" });
  expect(wrong).toThrow(EnvironmentError);
  expect(wrong).toThrow(/PORT.*\n.*NAME.*\n.*URL/);
});

it("what no single variable shows is told by name too", () => {
  expect(() => parseEnvironment(schema, { NAME: "a" }, () => [{ variable: "NAME", message: "must differ" }])).toThrow(/NAME must differ/);
});
