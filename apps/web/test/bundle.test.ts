// @vitest-environment node
import { join } from "node:path";
import { build, type Rollup } from "vite";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "..");

it("of the contract nothing but the plain limits and the upload reaches the browser, and nothing of zod", async () => {
  const { output } = (await build({ root, logLevel: "error", build: { write: false } })) as Rollup.RollupOutput;
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  const own = modules.filter((id) => id.includes("/packages/")).map((id) => id.split("/packages/")[1] ?? "");
  expect(own.toSorted()).toEqual(["contracts/src/limits.ts", "contracts/src/upload-image.ts", "contracts/src/upload-retry.ts"]);
  expect(modules.filter((id) => /node_modules\/zod\//.test(id))).toEqual([]);
});
