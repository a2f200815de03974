import { describe, expect, it } from "vitest";
import { serve } from "./serve.ts";

interface Document {
  openapi: string;
  info: { title: string; version: string };
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
}
interface Operation {
  operationId: string;
  summary: string;
  requestBody?: { content: Record<string, { schema: { properties?: Record<string, unknown>; required?: string[] } }> };
  responses: Record<string, { description: string }>;
  parameters?: { name: string; in: string; schema: unknown }[];
}

const load = async (url: string) => (await (await fetch(`${url}/openapi.json`)).json()) as Document;

const routes = [
  "delete /images/{id}",
  "get /files/{key}",
  "get /images",
  "get /images/{id}",
  "get /meta",
  "get /tasks",
  "get /tasks/{id}",
  "get /tasks/{id}/status",
  "post /images/upload",
  "post /images/zip",
  "post /images/{id}/tasks",
  "post /images/{id}/undo",
  "post /session",
];

describe("GET /openapi.json", () => {
  it("is OpenAPI 3.1, of this server, with every REST route and nothing else", async () => {
    const { url } = await serve();
    const document = await load(url);
    expect(document).toMatchObject({
      openapi: "3.1.0",
      info: { title: "pixpress", version: expect.stringMatching(/^\d/) },
      servers: [{ url }],
    });
    const listed = Object.entries(document.paths).flatMap(([path, item]) => Object.keys(item).map((method) => `${method} ${path}`));
    expect(listed.sort()).toEqual(routes);
  });

  it("is whole: every reference leads somewhere, every path parameter is described, every operation has a name and answers", async () => {
    const { url } = await serve();
    const document = await load(url);
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? "");
    expect(references.length).toBeGreaterThan(10);
    expect(Object.keys(document.components.schemas).toSorted()).toEqual([...new Set(references)].toSorted());
    const names = new Set<string>();
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of Object.values(item)) {
        expect(names.has(operation.operationId)).toBe(false);
        names.add(operation.operationId);
        expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
        for (const answer of Object.values(operation.responses)) expect(answer.description).toMatch(/^(?!Default Response)\w/);
        expect(operation.responses["default"]?.description).toMatch(/401.*429.*500/);
        const wanted = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
        const described = (operation.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => name);
        expect(described).toEqual(wanted);
      }
    }
  });

  it("says what every field and every parameter is", async () => {
    const { url } = await serve();
    const document = await load(url);
    const silent: string[] = [];
    const look = (node: unknown, place: string): void => {
      if (typeof node !== "object" || node === null) return;
      const { properties, parameters } = node as { properties?: Record<string, unknown>; parameters?: unknown[] };
      const named = [
        ...Object.entries(properties ?? {}),
        ...(parameters ?? []).map((parameter) => [(parameter as { name: string }).name, parameter] as const),
      ];
      // What leads elsewhere is described there.
      for (const [name, field] of named) {
        const { description, $ref, schema } = field as { description?: string; $ref?: string; schema?: { description?: string } };
        if ((description ?? $ref ?? schema?.description) === undefined) silent.push(`${place}/${name}`);
      }
      for (const [name, below] of Object.entries(node)) look(below, `${place}/${name}`);
    };
    look(document, "");
    expect(silent).toEqual([]);
  });

  it("describes the upload: a file and a recipe", async () => {
    const { url } = await serve();
    const upload = (await load(url)).paths["/images/upload"]?.["post"];
    expect(upload?.requestBody?.content["multipart/form-data"]?.schema).toMatchObject({
      required: ["image"],
      properties: { image: { format: "binary" }, recipe: { $ref: expect.stringContaining("Recipe") } },
    });
    expect(Object.keys(upload?.responses ?? {})).toEqual(expect.arrayContaining(["202", "400", "413", "415", "422", "429", "503"]));
  });
});

describe("GET /docs", () => {
  it("lists every route on a page that needs no script and nothing from elsewhere", async () => {
    const { url } = await serve();
    const response = await fetch(`${url}/docs`);
    const page = await response.text();
    expect(response.headers.get("content-type")).toMatch(/^text\/html/);
    for (const route of routes) expect(page).toContain(`<code>${route.split(" ")[1]}</code>`);
    expect(page).not.toMatch(/<script|https?:\/\/(?!127\.0\.0\.1)[^"\s<]*\.(js|css)/);
  });
});
