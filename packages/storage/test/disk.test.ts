import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { openStorage } from "../src/open.ts";
import { storageSuite } from "./storage.suite.ts";

let parent: string;
beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "pixpress-disk-"));
});
afterAll(async () => {
  await rm(parent, { recursive: true });
});

storageSuite("a folder", {
  open: async () => openStorage({ DATA_DIR: join(parent, String((await readdir(parent)).length)), CLOUDINARY_SECONDS: 60 }),
  url: (key) => new RegExp(`^/files/${key}$`),
});
