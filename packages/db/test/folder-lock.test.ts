import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { FolderLockedError, lockFolder } from "../src/folder-lock.ts";
import { temporaryFolders } from "./temporary-folder.ts";

const folder = temporaryFolders();

/** Another process that holds the folder until it is killed. */
async function holder(path: string) {
  const source = `
    const { lockFolder } = await import(${JSON.stringify(join(import.meta.dirname, "../src/folder-lock.ts"))});
    lockFolder(${JSON.stringify(path)});
    console.log("held");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { stdio: ["ignore", "pipe", "inherit"] });
  await once(child.stdout, "data");
  return child;
}

test("a folder is made where there is none, held by one, and free again after the release", () => {
  const path = join(folder(), "new");
  const lock = lockFolder(path);
  expect(() => lockFolder(path)).toThrow(FolderLockedError);
  expect(() => lockFolder(path)).toThrow(path);
  lock.release();
  lock.release();
  lockFolder(path).release();
});

test("another process's folder is refused, and free once that process was killed", async () => {
  const path = folder();
  const child = await holder(path);
  expect(() => lockFolder(path)).toThrow(FolderLockedError);
  child.kill("SIGKILL");
  await once(child, "exit");
  lockFolder(path).release();
});

test("two folders do not hinder each other", () => {
  const locks = [lockFolder(folder()), lockFolder(folder())];
  for (const lock of locks) lock.release();
});
