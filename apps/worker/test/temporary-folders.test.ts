import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { temporaryFolders } from "../src/temporary-folders.ts";

const host = hostname().replaceAll(/[^A-Za-z0-9.]/g, "_");
let dataDir: string;

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "pixpress-worker-"));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

function left(name: string, ageHours = 0): string {
  const folder = join(dataDir, "tmp", name);
  mkdirSync(join(folder, "task", "outputs"), { recursive: true });
  const then = new Date(Date.now() - ageHours * 3_600_000);
  utimesSync(folder, then, then);
  return folder;
}

describe("sweeping removes", () => {
  it("the folder of a process that is dead", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const folder = left(`worker-${host}-${pid}-01234567`);
    await temporaryFolders(dataDir).sweep();
    expect(existsSync(folder)).toBe(false);
  });

  it("the folder of an earlier process with this one's id", async () => {
    const folder = left(`worker-${host}-${process.pid}-01234567`);
    await temporaryFolders(dataDir).sweep();
    expect(existsSync(folder)).toBe(false);
  });

  it("the folder of another machine that was left alone for a day", async () => {
    const folder = left("worker-elsewhere-1-01234567", 25);
    await temporaryFolders(dataDir).sweep();
    expect(existsSync(folder)).toBe(false);
  });
});

describe("sweeping leaves", () => {
  it("the folder of a process that lives", async () => {
    const folder = left(`worker-${host}-${process.ppid}-01234567`);
    await temporaryFolders(dataDir).sweep();
    expect(existsSync(folder)).toBe(true);
  });

  it("the folders of this process", async () => {
    const folders = temporaryFolders(dataDir);
    const task = await folders.open("a".repeat(24));
    await temporaryFolders(dataDir).sweep();
    expect(existsSync(task.outputs)).toBe(true);
  });

  it("the folder of another machine in use, and whatever is not a worker's", async () => {
    const kept = [left("worker-elsewhere-1-01234567", 1), left("server-1"), left("1234", 100)];
    await temporaryFolders(dataDir).sweep();
    expect(kept.map((folder) => existsSync(folder))).toEqual([true, true, true]);
  });

  it("nothing to complain about where there is no folder yet", async () => {
    await expect(temporaryFolders(join(dataDir, "new")).sweep()).resolves.toBeUndefined();
  });
});

it("closing leaves nothing of this process", async () => {
  const folders = temporaryFolders(dataDir);
  await folders.open("a".repeat(24));
  await folders.close();
  expect(readdirSync(join(dataDir, "tmp"))).toEqual([]);
});
