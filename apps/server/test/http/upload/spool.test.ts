import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { processName } from "../../../src/http/upload/process-name.ts";
import { Spool, toFault } from "../../../src/http/upload/spool.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "pixpress-spool-"));
});
afterAll(() => rm(folder, { recursive: true }));

const leave = async (name: string) => {
  await mkdir(join(folder, "tmp", name), { recursive: true });
  await writeFile(join(folder, "tmp", name, "upload"), "x");
  return name;
};

/** The name that a process of its own has, while it lives. */
async function otherProcess() {
  const source = `import { processName } from ${JSON.stringify(new URL("../../../src/http/upload/process-name.ts", import.meta.url).href)};
    console.log(processName()); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], { stdio: ["ignore", "pipe", "inherit"] });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  const end = async () => {
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  return { name: line.toString().trim(), end };
}

describe("at start the folders of dead processes go", () => {
  it("at once where one was killed, never while it lives, whoever has its pid now", async () => {
    const other = await otherProcess();
    await leave(other.name);
    const reused = await leave(`${processName().slice(0, -8)}00000000`);
    const foreign = await leave("server-0000aaaa-1-0123abcd");
    const notOurs = await leave("worker-1");
    const spool = new Spool(folder);
    await spool.open();
    expect((await readdir(join(folder, "tmp"))).sort()).toEqual([foreign, notOurs, other.name, processName()].sort());
    expect(await readdir(join(folder, "tmp"))).not.toContain(reused);

    await other.end();
    const longAgo = new Date(Date.now() - 2 * 86_400_000);
    await utimes(join(folder, "tmp", foreign), longAgo, longAgo);
    await spool.open();
    expect((await readdir(join(folder, "tmp"))).sort()).toEqual([notOurs, processName()].sort());
    await spool.close();
  });
});

describe("a stream is written", () => {
  it("with its size and hash, and gone once it is discarded", async () => {
    const spool = new Spool(folder);
    await spool.open();
    const file = await spool.write(
      (async function* () {
        yield Buffer.from("ab");
        yield Buffer.from("c");
      })(),
    );
    expect(file).toMatchObject({ bytes: 3, hash: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" });
    expect(await readFile(file.path, "utf8")).toBe("abc");
    await spool.discard(file.path);
    await spool.close();
    expect(await readdir(join(folder, "tmp"))).not.toContain(processName());
  });

  it("or not at all: one that breaks leaves nothing", async () => {
    const spool = new Spool(folder);
    await spool.open();
    const broken = spool.write(
      (async function* () {
        yield Buffer.from("ab");
        throw new Error("cut off");
      })(),
    );
    await expect(broken).rejects.toThrow("cut off");
    expect(await readdir(join(folder, "tmp", processName()))).toEqual([]);
    await spool.close();
  });
});

it.each(["ENOSPC", "EDQUOT"])("no room (%s) is something the caller can wait out; another error is not", (code) => {
  expect(toFault(Object.assign(new Error(), { code }))).toMatchObject({ reason: "storage_full" });
  const other = Object.assign(new Error(), { code: "EIO" });
  expect(toFault(other)).toBe(other);
});
