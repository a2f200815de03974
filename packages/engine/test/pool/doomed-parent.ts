import { recipe } from "@pixpress/contracts";
import { openChildPool } from "../../src/pool/open-child-pool.ts";

/** A process that runs one command in a child, until somebody kills it. */
const [command = "", outputFolder = ""] = process.argv.slice(2);
const childFile = new URL("./stub-child.ts", import.meta.url);
const pool = openChildPool({ processes: 1, reserved: false, seconds: 60, memoryBytes: 1024 ** 3, childFile });
await pool.run(
  { input: command, outputFolder, recipe: recipe.parse({}), limits: { maxPixels: 1, maxFrames: 1, maxSide: 1 } },
  { small: false, avif: false },
);
