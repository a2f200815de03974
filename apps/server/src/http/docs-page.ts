import type { OpenAPIV3_1 } from "openapi-types";

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** The document as a page for people: no script, nothing from elsewhere, so it works offline and under the page's own policy. */
export function docsPage(document: OpenAPIV3_1.Document): string {
  const schemas = Object.entries(document.components?.schemas ?? {});
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(document.info.title)} API</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${text(document.info.title)} API <small>${text(document.info.version)}</small></h1>
<p>${text(document.info.description ?? "")} The same as a document for programs: <a href="/openapi.json">openapi.json</a>. Typed callers use tRPC at <code>/trpc</code>.</p>
<p>Every refusal has the body <code>{ error, reason, requestId }</code>.</p>
${operationsOf(document).map(section).join("\n")}
<h2>Schemas</h2>
${schemas.map(([name, schema]) => `<details id="${text(name)}"><summary><code>${text(name)}</code></summary>${json(schema)}</details>`).join("\n")}
</main>
</body>
</html>`;
}

interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operation: OpenAPIV3_1.OperationObject;
}

const operationsOf = (document: OpenAPIV3_1.Document): Operation[] =>
  Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item?.[method];
      return operation === undefined ? [] : [{ method: method.toUpperCase(), path, operation }];
    }),
  );

function section({ method, path, operation }: Operation): string {
  const parameters = (operation.parameters ?? []) as OpenAPIV3_1.ParameterObject[];
  const rows = parameters.map(
    ({ name, in: place, required, schema }) =>
      `<tr><td><code>${text(name)}</code></td><td>${text(place)}${required ? ", required" : ""}</td><td>${json(schema)}</td></tr>`,
  );
  const body = operation.requestBody as OpenAPIV3_1.RequestBodyObject | undefined;
  const answers = Object.entries(operation.responses ?? {}).map(([status, answer]) => {
    const { description, content } = answer as OpenAPIV3_1.ResponseObject;
    return `<details><summary><b>${text(status)}</b> ${text(description === "Default Response" ? "" : description)}</summary>${content ? json(content) : ""}</details>`;
  });
  return `<section>
<h2><span class="${method.toLowerCase()}">${method}</span> <code>${text(path)}</code></h2>
<p>${text(operation.summary ?? "")}</p>
${rows.length > 0 ? `<table>${rows.join("")}</table>` : ""}
${body ? `<details><summary>Body</summary>${json(body.content)}</details>` : ""}
${answers.join("\n")}
</section>`;
}

const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const text = (value: string) => value.replace(/[&<>"]/g, (character) => entities[character] ?? character);
const json = (value: unknown) => `<pre>${text(JSON.stringify(value, null, 2))}</pre>`;

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 1rem; }
h1 small { font-weight: normal; opacity: .6; }
h2 { font-size: 1.1rem; margin: 2rem 0 .25rem; }
h2 span { display: inline-block; min-width: 4.5rem; font-size: .85rem; }
.get { color: #1971c2; } .post { color: #2f9e44; } .delete { color: #e03131; }
pre { overflow: auto; padding: .5rem; font-size: .8rem; background: rgb(127 127 127 / 12%); border-radius: .25rem; margin: .25rem 0; }
td { vertical-align: top; padding-right: 1rem; }
summary { cursor: pointer; }
`;
