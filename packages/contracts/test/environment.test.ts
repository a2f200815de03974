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

it("what no single variable shows is told together with what one does, where a default stands in for that", () => {
  const strict = schema.extend({ NAME: z.string().default("a") });
  const more = () => [
    { variable: "NAME", message: "needs URL" },
    { variable: "PORT", message: "is one of those below 1024" },
  ];
  const wrong = () => parseEnvironment(strict, { PORT: "many" }, more);
  expect(wrong).toThrow(/PORT must be a number\n.*NAME needs URL$/);
});

it("a number of the wrong kind or size is told as what it must be", () => {
  const numbers = z.object({
    WHOLE: z.coerce.number().int(),
    SMALL: z.coerce.number().max(9),
    MORE: z.coerce.number().positive(),
    LEAST: z.coerce.number().min(2),
    SWITCH: z.enum(["on", "off"]),
  });
  const wrong = () => parseEnvironment(numbers, { WHOLE: "1.5", SMALL: "10", MORE: "0", LEAST: "1", SWITCH: "maybe" });
  expect(wrong).toThrow(
    [
      "The configuration is wrong:",
      "  WHOLE must be a whole number",
      "  SMALL must be at most 9",
      "  MORE must be more than 0",
      "  LEAST must be at least 2",
      "  SWITCH must be one of on, off",
    ].join("\n"),
  );
});
