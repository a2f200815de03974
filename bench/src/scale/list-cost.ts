import { mkdtempSync, rmSync } from "node:fs";
import { recipe } from "@pixpress/contracts";
import type { Database } from "@pixpress/db";
import { newId } from "@pixpress/db/id";
import { openDatabase } from "@pixpress/db/open";
import { median } from "../pairs.ts";

const sizes = [1e3, 1e5, 1e6];
const rounds = 300;
/** What the largest may cost over the smallest: noise, and no more. */
const goal = 1.5;

/** What a page of 20 costs at a thousand, a hundred thousand and a million images on SQLite. In memory, for filling a disk one synced row at a time takes hours. */
export async function benchListCost(): Promise<boolean> {
  const folder = mkdtempSync("/dev/shm/pixpress-lists-");
  const database = await openDatabase({ DATA_DIR: folder, DATABASE_SECONDS: 60 });
  try {
    const costs: Map<string, number>[] = [];
    let filled = 0;
    for (const size of sizes) {
      await fill(database, size - filled);
      filled = size;
      costs.push(await measureLists(database, size));
    }
    return compare(costs);
  } finally {
    await database.close();
    rmSync(folder, { recursive: true });
  }
}

async function fill(database: Database, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1) {
    const [id, taskId] = [newId(), newId()];
    const key = `images/${id}.png`;
    const image = {
      id,
      taskId,
      key,
      imageUrl: `/files/${key}`,
      name: "a.png",
      bytes: 200,
      width: 8,
      height: 8,
      pixels: 64,
      format: "png",
    } as const;
    await database.images.insertWithTask(image, { id: taskId, imageId: id, recipe: recipe.parse({}) });
    // Every tenth task stays open, as under a backlog.
    if (made % 10 === 0) continue;
    const at = new Date().toISOString();
    await database.tasks.markReady(taskId);
    await database.tasks.finish({
      kind: "finished",
      version: 1,
      taskId,
      imageId: id,
      at,
      startedAt: at,
      status: made % 10 === 1 ? "failed" : "completed",
      reason: null,
      outputs: [],
      errors: [],
    });
    await database.tasks.close(taskId);
  }
}

/** Median milliseconds of each question, all of them asked in turn. */
async function measureLists(database: Database, size: number): Promise<Map<string, number>> {
  const middle = await middleOf(database, size);
  const questions: Record<string, () => Promise<unknown>> = {
    "images, the newest page": () => database.images.list({ limit: 20 }),
    "images, a page in the middle": () => database.images.list({ limit: 20, before: middle }),
    "tasks, the newest page": () => database.tasks.list({ limit: 20 }),
    "tasks, the newest that failed": () => database.tasks.list({ limit: 20, status: "failed" }),
    "tasks, a page of failed in the middle": () => database.tasks.list({ limit: 20, status: "failed", before: middle }),
  };
  const times = new Map(Object.keys(questions).map((name) => [name, [] as number[]]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, ask] of Object.entries(questions)) {
      const start = performance.now();
      await ask();
      times.get(name)?.push(performance.now() - start);
    }
  }
  const medians = new Map([...times].map(([name, all]) => [name, median(all)]));
  for (const [name, ms] of medians) console.log(`${size} images: ${name}: ${ms.toFixed(3)} ms`);
  return medians;
}

async function middleOf(database: Database, size: number): Promise<string> {
  let before: string | undefined;
  for (let seen = 0; seen < size / 2; seen += 500) {
    const page = await database.images.list({ limit: 500, ...(before !== undefined && { before }) });
    before = page.at(-1)?.id;
  }
  return before ?? "";
}

function compare(costs: readonly Map<string, number>[]): boolean {
  let reached = true;
  for (const [name, least] of costs[0] ?? []) {
    const ratio = (costs.at(-1)?.get(name) ?? Number.NaN) / least;
    if (!(ratio <= goal)) reached = false;
    console.log(
      `${ratio <= goal ? "reached" : "MISSED "}  ${name}: ${sizes.at(-1)} over ${sizes[0]} images: ${ratio.toFixed(2)}, goal ${goal}`,
    );
  }
  return reached;
}
