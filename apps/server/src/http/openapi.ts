import swagger from "@fastify/swagger";
import { image, meta, problem, recipe, task } from "@pixpress/contracts";
import type { FastifyInstance } from "fastify";
import { jsonSchemaTransform, jsonSchemaTransformObject } from "fastify-type-provider-zod";
import type { OpenAPIV3_1 } from "openapi-types";
import * as z from "zod";
import { docsPage } from "./docs-page.ts";
import { dropUnnamedSchemas, explainAnswers } from "./openapi-answers.ts";
import { contextOf, originOf, type Wire } from "./wire.ts";

// Where descriptions are as well.
for (const [id, schema] of Object.entries({ Image: image, Task: task, Recipe: recipe, Meta: meta, Problem: problem }))
  z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });

/** Collects what the routes say of themselves; to be called before them. */
export async function describeRoutes(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: "3.1.0",
      info: { title: "pixpress", version: "0", description: "Image compression: the smallest file that still looks the same." },
      tags: ["images", "tasks", "files", "service"].map((name) => ({ name })),
      components: {
        securitySchemes: {
          bearer: { type: "http", scheme: "bearer", description: "Where ACCESS_TOKEN is set" },
          session: { type: "apiKey", in: "cookie", name: "pixpress_session" },
        },
      },
      security: [{}, { bearer: [] }, { session: [] }],
    },
    transform: jsonSchemaTransform,
    transformObject: jsonSchemaTransformObject,
  });
}

/** `GET /openapi.json` for programs, `GET /docs` for people. */
export function documentRoutes(app: FastifyInstance, wire: Wire): void {
  const hidden = { schema: { hide: true } } as const;
  app.get("/openapi.json", hidden, (request) => {
    const { version } = contextOf(wire, request).meta();
    return documentOf(app, version, wire.parts.config.PUBLIC_URL ?? originOf(request));
  });
  app.get("/docs", hidden, (request, reply) => {
    const { version } = contextOf(wire, request).meta();
    const page = docsPage(documentOf(app, version, wire.parts.config.PUBLIC_URL ?? originOf(request)));
    return reply.type("text/html; charset=utf-8").header("cache-control", "no-cache").send(page);
  });
}

function documentOf(app: FastifyInstance, version: string, url: string): OpenAPIV3_1.Document {
  const document = structuredClone(app.swagger()) as OpenAPIV3_1.Document;
  document.info.version = version;
  document.servers = [{ url }];
  describeStreams(document);
  explainAnswers(document);
  dropUnnamedSchemas(document);
  return document;
}

/** Bodies that are streams have no zod schema; they are described by hand. */
function describeStreams({ paths = {} }: OpenAPIV3_1.Document): void {
  const upload = paths["/images/upload"]?.post;
  if (upload !== undefined) Object.assign(upload, { requestBody: uploadBody });
  const zip = paths["/images/zip"]?.post;
  if (zip?.responses !== undefined) zip.responses["200"] = binary("The archive", "application/zip");
  const files = paths["/files/{*}"];
  if (files?.get?.responses === undefined) return;
  // A wildcard has no name in the router; here it needs one.
  delete paths["/files/{*}"];
  paths["/files/{key}"] = files;
  for (const parameter of files.get.parameters ?? []) if ("name" in parameter && parameter.name === "*") parameter.name = "key";
  files.get.responses["200"] = binary("The file", "image/*");
  files.get.responses["206"] = binary("The range that was asked for", "image/*");
}

const binary = (description: string, type: string) =>
  ({ description, content: { [type]: { schema: { type: "string", format: "binary" } } } }) as const;

const uploadBody: OpenAPIV3_1.RequestBodyObject = {
  required: true,
  content: {
    "multipart/form-data": {
      schema: {
        type: "object",
        required: ["image"],
        properties: {
          image: { type: "string", format: "binary", description: "The file; exactly one" },
          recipe: { $ref: "#/components/schemas/RecipeInput", description: "JSON; how to compress it" },
        },
      },
      encoding: { recipe: { contentType: "application/json, text/plain" } },
    },
  },
};
