import { STATUS_CODES } from "node:http";
import type { OpenAPIV3_1 } from "openapi-types";

const meanings: Record<string, string> = {
  "200": "What was asked for",
  "202": "Accepted; the work is on its way",
  "400": "What was sent cannot be right",
  "401": "The access token is missing or wrong",
  "404": "There is no such thing",
  "409": "It is too late for that",
  "413": "Larger than this server takes",
  "415": "Of a type that this server does not take",
  "416": "The file has no such range",
  "422": "An image that cannot be worked on, or an Idempotency-Key that was used for another body",
  "429": "More than is taken right now; Retry-After says when to come again",
  "503": "Not right now; Retry-After says when to come again",
};

const unlisted = {
  description: "Any other refusal: 401 without the access token, 429 above the rate limit, 500 for a fault of the server's own",
  content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
} as const;

/** Says of every answer what it means, and of every operation what refusals look like that it does not list. */
export function explainAnswers({ paths = {} }: OpenAPIV3_1.Document): void {
  for (const item of Object.values(paths)) {
    for (const method of ["get", "post", "delete"] as const) {
      const responses = item?.[method]?.responses;
      if (responses === undefined) continue;
      for (const [status, response] of Object.entries(responses)) {
        if (response.description === "Default Response") response.description = meanings[status] ?? STATUS_CODES[status] ?? status;
      }
      responses["default"] = unlisted;
    }
  }
}

/** Takes out the schemas that nothing names. */
export function dropUnnamedSchemas(document: OpenAPIV3_1.Document): void {
  const { schemas = {} } = document.components ?? {};
  const isNamed = (name: string) => JSON.stringify(document).includes(`"#/components/schemas/${name}"`);
  for (const name of Object.keys(schemas)) if (!isNamed(name)) delete schemas[name];
}
