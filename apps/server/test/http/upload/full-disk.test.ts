import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import type * as FileSystem from "node:fs/promises";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it, vi } from "vitest";
import { png } from "../pictures.ts";
import { refusal, serve } from "../serve.ts";

const roomBytes = 1024 * 1024;

/** Where no small filesystem can be mounted: how much may still be written under this folder. */
const pretended = vi.hoisted(() => ({ folder: null as string | null, left: 0 }));
vi.mock("node:fs/promises", async (original) => {
  const real = await original<typeof FileSystem>();
  const open = async (...args: Parameters<typeof real.open>) => {
    const handle = await real.open(...args);
    if (pretended.folder === null || !String(args[0]).startsWith(pretended.folder)) return handle;
    const writeFile = handle.writeFile.bind(handle);
    handle.writeFile = async (data, options) => {
      pretended.left -= (data as Buffer).length;
      if (pretended.left < 0)
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC", syscall: "write" });
      return writeFile(data, options);
    };
    return handle;
  };
  return { ...real, open };
});

const folder = mkdtempSync(join(tmpdir(), "pixpress-full-"));
const mounted = mount();
if (!mounted) Object.assign(pretended, { folder, left: roomBytes });
afterAll(() => {
  if (mounted) execFileSync("umount", ["--lazy", folder]);
  rmSync(folder, { recursive: true, force: true });
});

/** A filesystem of one megabyte, where this process may mount one. */
function mount(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${roomBytes}`, "tmpfs", folder], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe(`a disk that is full while an upload comes in (${mounted ? "a real one of 1 MiB" : "ENOSPC made up, for nothing can be mounted here"})`, () => {
  it("503 storage_full with the time to come back, nothing left, and smaller uploads go on", async () => {
    const server = await serve({ config: { DATA_DIR: folder } });
    const spooled = async () =>
      (await readdir(join(folder, "tmp"), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

    const response = await server.post(Buffer.concat([await png(), Buffer.alloc(3 * roomBytes, 1)]));
    expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await refusal(response)).toMatchObject({ status: 503, reason: "storage_full" });
    expect(await spooled()).toEqual([]);
    expect(await server.parts.database.images.list({ limit: 10 })).toEqual([]);

    pretended.left = roomBytes;
    expect((await server.post(await png())).status).toBe(202);
    expect(await spooled()).toEqual([]);
  });
});
