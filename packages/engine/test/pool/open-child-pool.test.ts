import { readFileSync, writeFileSync } from "node:fs";
import { constants, getPriority } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { ChildPool } from "../../src/child-pool.ts";
import { stepsBack } from "../../src/pool/process-limits.ts";
import { begunIn, general, gone, isAlive, pidOf, poolOf, taskOf, temporaryFolder } from "./stub-pool.ts";

const megabyte = 1024 ** 2;

describe("a task", () => {
  it("is answered by a child that knows nothing of the parent's environment", async () => {
    const report = await poolOf({ environment: { PATH: "/bin" } }).run(taskOf("environment"), general);
    const { environment } = JSON.parse(report.errors[0]?.reason ?? "");
    expect(Object.keys(environment)).toEqual(expect.arrayContaining(["PATH"]));
    expect(
      Object.keys(environment).filter((name) => !["PATH", "NODE_CHANNEL_FD", "NODE_CHANNEL_SERIALIZATION_MODE"].includes(name)),
    ).toEqual([]);
  });

  it("that the image fails rejects with the engine's own error", async () => {
    await expect(poolOf().run(taskOf("refuse"), general)).rejects.toMatchObject({
      name: "EngineError",
      operation: "decode",
      reason: "too_many_pixels",
      message: "More pixels than allowed.",
      retryable: false,
    });
  });

  it("that fails unforeseen is worth a retry and does not tell the caller the inner message", async () => {
    const error: Error = await poolOf()
      .run(taskOf("throw"), general)
      .then(
        () => expect.unreachable(),
        (reason) => reason,
      );
    expect(error).toMatchObject({
      reason: "child_died",
      retryable: true,
      cause: expect.objectContaining({ message: "a path nobody should see" }),
    });
    expect(error.message).not.toContain("path");
  });

  it.each(["leave", "babble"])("whose child does what no child should (%s) is worth a retry", async (command) => {
    const pool = poolOf();
    await expect(pool.run(taskOf(command), general)).rejects.toMatchObject({ reason: "child_died", retryable: true });
    await pidOf(pool);
  });

  it("that asks for a fresh child gets one that has run nothing", async () => {
    const pool = poolOf();
    const first = await pidOf(pool);
    expect(await pidOf(pool)).toBe(first);
    expect(await pidOf(pool, { fresh: true })).not.toBe(first);
    await gone(first);
  });

  it("says when its child begins", async () => {
    const pool = poolOf();
    const folder = temporaryFolder();
    const go = join(folder, "go");
    const started: string[] = [];
    const first = pool.run(taskOf(`await:${go}`), { ...general, onStart: () => started.push("first") });
    const second = pool.run(taskOf("answer"), { ...general, onStart: () => started.push("second") });
    await expect.poll(() => started).toEqual(["first"]);
    writeFileSync(go, "");
    await Promise.all([first, second]);
    expect(started).toEqual(["first", "second"]);
  });
});

describe("a child that is killed", () => {
  it("at work fails its task alone", async () => {
    const pool = poolOf({ processes: 2 });
    const folder = temporaryFolder();
    const go = join(folder, "go");
    const doomed = pool.run(taskOf("hang", folder), general);
    const other = pool.run(taskOf(`await:${go}`), general);
    process.kill(await begunIn(folder), "SIGKILL");
    await expect(doomed).rejects.toMatchObject({ reason: "child_died", retryable: true });
    writeFileSync(go, "");
    await expect(other).resolves.toMatchObject({ outputs: [] });
    await Promise.all([pidOf(pool), pidOf(pool)]);
  });

  it("at rest fails nothing: the next task gets another", async () => {
    const pool = poolOf();
    const idle = await pidOf(pool);
    process.kill(idle, "SIGKILL");
    await gone(idle);
    expect(await pidOf(pool)).not.toBe(idle);
  });
});

describe("a child that ends before it was given its task", () => {
  it("says so: the image had no part in it", async () => {
    const pool = poolOf({ childFile: new URL("./no-child.ts", import.meta.url) });
    await expect(pool.run(taskOf("answer"), general)).rejects.toMatchObject({ reason: "child_died", retryable: true, begun: false });
  });
});

describe("the wall clock", () => {
  it.each(["hang", "spin"])("ends a child that does not come back (%s)", async (command) => {
    const pool = poolOf({ seconds: 0.5 });
    const folder = temporaryFolder();
    const run = pool.run(taskOf(command, folder), general);
    const [pid] = await Promise.all([
      begunIn(folder),
      expect(run).rejects.toMatchObject({ name: "EngineError", reason: "timed_out", retryable: true }),
    ]);
    expect(isAlive(pid)).toBe(false);
  });
});

describe.runIf(process.platform === "linux")("the memory limit", () => {
  it("ends a child that grows past it", async () => {
    await expect(poolOf({ memoryBytes: 128 * megabyte }).run(taskOf("grow"), general)).rejects.toMatchObject({
      reason: "out_of_memory",
      retryable: true,
    });
  });

  it("is counted from what the child held before its first task", async () => {
    await expect(poolOf({ memoryBytes: 128 * megabyte }).run(taskOf("hold:64"), general)).resolves.toBeDefined();
  });

  it("has the kernel's own limit behind it, and the child is the one to go when memory runs out", async () => {
    const pid = await pidOf(poolOf({ memoryBytes: 128 * megabyte }));
    const [, data] = /^Max data size\s+(\S+)/m.exec(readFileSync(`/proc/${pid}/limits`, "latin1")) ?? [];
    expect(Number(data)).toBeGreaterThan(128 * megabyte);
    expect(Number(data)).toBeLessThan(2048 * megabyte);
    expect(readFileSync(`/proc/${pid}/oom_score_adj`, "latin1").trim()).toBe("1000");
  });

  it("makes a child's word against the image worthless near it", async () => {
    const pool = poolOf({ memoryBytes: 128 * megabyte });
    await expect(pool.run(taskOf("lie:110"), general)).rejects.toMatchObject({ reason: "out_of_memory", retryable: true });
    await expect(pool.run(taskOf("lie:1"), { ...general, fresh: true })).rejects.toMatchObject({
      reason: "not_an_image",
      retryable: false,
    });
  });
});

describe.runIf(process.platform === "linux")("a format that could not be encoded", () => {
  it("is worth a retry where memory was short, else the report's to tell", async () => {
    const pool = poolOf({ memoryBytes: 128 * megabyte });
    await expect(pool.run(taskOf("fail near:110"), general)).rejects.toMatchObject({ reason: "out_of_memory", retryable: true });
    const report = await pool.run(taskOf("fail near:1"), { ...general, fresh: true });
    expect(report.errors).toMatchObject([{ reason: "encode_failed" }]);
  });
});

describe("a child is renewed", () => {
  it("after its share of tasks", async () => {
    const pool = poolOf({ tasksPerChild: 2 });
    const pids = [await pidOf(pool), await pidOf(pool), await pidOf(pool), await pidOf(pool)];
    expect(new Set(pids.slice(0, 2)).size).toBe(1);
    expect(new Set(pids.slice(2)).size).toBe(1);
    expect(pids[2]).not.toBe(pids[0]);
  });

  it.runIf(process.platform === "linux")("when it holds on to memory the next task will need", async () => {
    const pool = poolOf({ memoryBytes: 128 * megabyte });
    const first = await pidOf(pool);
    await pool.run(taskOf("hold:80"), general);
    expect(await pidOf(pool)).not.toBe(first);
  });
});

describe("a child at rest", () => {
  it.runIf(process.platform === "linux")("gives back the memory it holds", async () => {
    const pool = poolOf({ memoryBytes: 1024 * megabyte, idleSeconds: 0.1 });
    const first = await pidOf(pool);
    await pool.run(taskOf("hold:160"), general);
    await gone(first);
    expect(await pidOf(pool)).not.toBe(first);
  });
});

describe("a signal", () => {
  it("ends the child that runs the task", async () => {
    const pool = poolOf();
    const folder = temporaryFolder();
    const stop = new AbortController();
    const run = pool.run(taskOf("spin", folder), { ...general, signal: stop.signal });
    const pid = await begunIn(folder);
    stop.abort(new Error("the lease is lost"));
    await expect(run).rejects.toThrow("the lease is lost");
    expect(isAlive(pid)).toBe(false);
    await pidOf(pool);
  });

  it("takes a task that waits out of the line", async () => {
    const pool = poolOf();
    const go = join(temporaryFolder(), "go");
    const stop = new AbortController();
    const busy = pool.run(taskOf(`await:${go}`), general);
    const waiting = pool.run(taskOf("leave"), { ...general, signal: stop.signal });
    stop.abort(new Error("not wanted any more"));
    await expect(waiting).rejects.toThrow("not wanted any more");
    writeFileSync(go, "");
    await busy;
  });
});

describe("admission", () => {
  it("lets a small task pass while every general child is busy", async () => {
    const pool = poolOf({ reserved: true });
    const go = join(temporaryFolder(), "go");
    const huge = pool.run(taskOf(`await:${go}`), general);
    const next = pool.run(taskOf("answer"), general);
    let nextDone = false;
    void next.then(() => {
      nextDone = true;
    });
    await pool.run(taskOf("answer"), { small: true, avif: false });
    await pool.run(taskOf("answer"), { small: true, avif: false });
    expect(nextDone).toBe(false);
    writeFileSync(go, "");
    await Promise.all([huge, next]);
  });

  it("gives every general child to AVIF while nothing else waits, and the next one to what else came", async () => {
    const pool = poolOf({ processes: 2 });
    const go = join(temporaryFolder(), "go");
    const started: string[] = [];
    const run = (name: string, avif: boolean) => pool.run(taskOf(`await:${go}`), { small: false, avif, onStart: () => started.push(name) });
    const runs = [run("avif 1", true), run("avif 2", true), run("avif 3", true), run("jpeg", false)];
    await expect.poll(() => started.toSorted()).toEqual(["avif 1", "avif 2"]);
    writeFileSync(go, "");
    await Promise.all(runs);
    expect(started.slice(2)).toEqual(["jpeg", "avif 3"]);
  });
});

describe("the processor", () => {
  const reservedPidOf = async (pool: ChildPool) =>
    Number((await pool.run(taskOf("answer"), { small: true, avif: false })).errors[0]?.message);

  it("is the reserved child's and other processes' before it is a general child's, a renewed one's too", async () => {
    const pool = poolOf({ reserved: true });
    const own = getPriority();
    const behind = Math.min(own + stepsBack, constants.priority.PRIORITY_LOW);
    expect(getPriority(await reservedPidOf(pool))).toBe(own);
    expect(getPriority(await pidOf(pool))).toBe(behind);
    expect(getPriority(await pidOf(pool, { fresh: true }))).toBe(behind);
  });

  it("is shared alike where no child is reserved", async () => {
    expect(getPriority(await pidOf(poolOf({ reserved: false })))).toBe(getPriority());
  });
});

describe("closing", () => {
  it("resolves when no child is left, and what ran or waited rejects", async () => {
    const pool = poolOf();
    const folder = temporaryFolder();
    const running = pool.run(taskOf("spin", folder), general);
    const waiting = pool.run(taskOf("answer"), general);
    const pid = await begunIn(folder);
    const answers = Promise.allSettled([running, waiting]);
    await pool.close();
    expect(isAlive(pid)).toBe(false);
    expect((await answers).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    await expect(pool.run(taskOf("answer"), general)).rejects.toMatchObject({ reason: "child_died" });
  });
});

describe("the deaths of children", () => {
  it("are told with their reason, whether one died at work, was ended for its task, or died at rest", async () => {
    const deaths: string[] = [];
    const pool = poolOf({ seconds: 1, memoryBytes: 128 * megabyte, onDeath: (reason) => deaths.push(reason) });
    for (const command of ["leave", "hang", "grow"]) await expect(pool.run(taskOf(command), general)).rejects.toThrow();
    await expect.poll(() => deaths, { timeout: 20_000 }).toEqual(["child_died", "timed_out", "out_of_memory"]);
    process.kill(await pidOf(pool), "SIGKILL");
    await expect.poll(() => deaths.slice(3), { timeout: 20_000 }).toEqual(["child_died"]);
  });

  it("are none where the pool ends a child that is well", async () => {
    const deaths: string[] = [];
    const pool = poolOf({ tasksPerChild: 1, onDeath: (reason) => deaths.push(reason) });
    const first = await pidOf(pool);
    const second = await pidOf(pool, { fresh: true });
    const leaving = new AbortController();
    const folder = temporaryFolder();
    const run = pool.run(taskOf("hang", folder), { ...general, signal: leaving.signal });
    const third = await begunIn(folder);
    leaving.abort(new Error("the worker stops"));
    await expect(run).rejects.toThrow("the worker stops");
    await expect(pool.run(taskOf("refuse"), general)).rejects.toThrow();
    await pool.close();
    for (const pid of [first, second, third]) await gone(pid);
    expect(deaths).toEqual([]);
  });
});
