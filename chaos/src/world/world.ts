import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { RecipeInput } from "@pixpress/contracts";
import { freePort } from "@pixpress/test-servers/free-port";
import type { Outage, Snapshot } from "../check/snapshot.ts";
import { App } from "./app.ts";
import { EventClient } from "./event-client.ts";
import { photo } from "./pictures.ts";
import { filesOf, filesUnder, leftIn } from "./read-files.ts";
import { readQueues } from "./read-queues.ts";
import { readRows } from "./read-rows.ts";
import { mountSmallDisk, type SmallDisk } from "./small-disk.ts";
import { type Surroundings, type SurroundingsWish, startSurroundings } from "./surroundings.ts";
import { type Uploading, Uploads } from "./uploads.ts";
import type { Waits } from "./waits.ts";

export interface WorldWish extends SurroundingsWish {
  /** The server's main, where it is not the product's own. */
  readonly serverMain?: string;
  /** Folders under `DATA_DIR` that are small filesystems of their own. */
  readonly smallDisks?: readonly string[];
  /** More variables for every process of the service. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface Load {
  /** The nth image; a small photo by default. */
  readonly image?: (index: number) => Promise<Uint8Array>;
  readonly recipe?: RecipeInput;
  /** Clients at once. */
  readonly clients?: number;
  /** Accepted images that may be unfinished at any time: what is injured is a service at work, not a backlog. */
  readonly unfinished?: number;
}

interface WorldParts {
  readonly waits: Waits;
  readonly surroundings: Surroundings;
  readonly servers: readonly App[];
  readonly workers: readonly App[];
  readonly smallDisks: ReadonlyMap<string, SmallDisk>;
  readonly disk: boolean;
}

/** How long a client holds back for a service that does not get on. */
const holdBackMs = 180_000;

/** Two servers, two workers and all they stand on, clients that upload and one that listens. */
export class World {
  readonly waits: Waits;
  readonly surroundings: Surroundings;
  readonly servers: readonly App[];
  readonly workers: readonly App[];
  readonly uploads: Uploads;
  readonly events: EventClient;
  readonly outages: Outage[] = [];
  /** What was done, and how often. */
  readonly injuries = new Map<string, number>();
  /** By the folder's name. */
  readonly smallDisks: ReadonlyMap<string, SmallDisk>;
  readonly #giveUp = new AbortController();
  readonly #disk: boolean;
  #names = 0;
  #first = 0;

  private constructor(parts: WorldParts) {
    const { waits, surroundings, servers, workers, smallDisks, disk } = parts;
    this.waits = waits;
    this.surroundings = surroundings;
    this.servers = servers;
    this.workers = workers;
    this.smallDisks = smallDisks;
    this.#disk = disk;
    const urls = servers.map(({ url }) => url);
    this.uploads = new Uploads(urls, waits.clientSeconds, this.#giveUp.signal);
    this.events = new EventClient(urls);
  }

  static async open(waits: Waits, wish: WorldWish = {}): Promise<World> {
    const surroundings = await startSurroundings(wish);
    const smallDisks = new Map<string, SmallDisk>();
    try {
      for (const name of wish.smallDisks ?? []) smallDisks.set(name, mountSmallDisk(join(surroundings.folder, "data", name)));
    } catch (error) {
      await surroundings.stop();
      throw error;
    }
    const environment = { ...surroundings.environment, ...waits.settings, ...wish.settings };
    const start = async (main: string) => App.start(main, await freePort(), environment);
    const serverMain = wish.serverMain ?? "apps/server/src/main.ts";
    const servers = [await start(serverMain), await start(serverMain)];
    const workers = [await start("apps/worker/src/main.ts"), await start("apps/worker/src/main.ts")];
    return new World({ waits, surroundings, servers, workers, smallDisks, disk: wish.disk === true });
  }

  get apps(): readonly App[] {
    return [...this.servers, ...this.workers];
  }

  /** Makes ready for a fault: what an earlier one did here is not counted again. */
  async begin(): Promise<void> {
    this.#first = this.uploads.all.length;
    this.injuries.clear();
    await this.until("every process is ready", () => this.apps.every((app) => app.ready()), 120);
    for (const app of this.apps) app.leftByItself.length = 0;
  }

  /** The uploads of this fault. */
  sent(): readonly Uploading[] {
    return this.uploads.all.slice(this.#first);
  }

  get dataFolder(): string {
    return join(this.surroundings.folder, "data");
  }

  /** Uploads so many images; resolves when the last is answered 202. */
  async load(count: number, { image = photo, recipe, clients = 6, unfinished = 40 }: Load = {}): Promise<Uploading[]> {
    // A service that never takes what it is sent must not hold up the check that says so.
    const tooLate = setTimeout(() => this.#giveUp.abort(), this.waits.loadSeconds * 1000);
    const numbers = Array.from({ length: count }, (_, index) => index).values();
    const sent: Uploading[] = [];
    const client = async () => {
      for (const index of numbers) {
        await this.#room(unfinished);
        const name = `${this.#names}.jpg`;
        this.#names += 1;
        const wish = { name, bytes: await image(index) };
        sent.push(await this.uploads.send({ ...wish, ...(recipe !== undefined && { recipe }) }));
        if (this.waits.paceSeconds > 0) await pause(this.waits.paceSeconds * 1000);
      }
    };
    await Promise.all(Array.from({ length: Math.min(clients, count) }, client));
    clearTimeout(tooLate);
    return sent;
  }

  /** Does an injury again and again while the work goes on, at least once. The last one is over when this resolves. */
  async during<T>(work: Promise<T>, everySeconds: number, injury: (round: number) => Promise<unknown>): Promise<T> {
    let over = false;
    const end = work.finally(() => (over = true));
    end.catch(() => undefined);
    for (let round = 0; !over || round === 0; round += 1) {
      await Promise.race([pause(everySeconds * 1000), end.catch(() => undefined)]);
      if (!over || round === 0) await injury(round);
    }
    return end;
  }

  /** While this runs something that the service needs is away: the time does not count as recovery. */
  async outage(what: string, work: () => Promise<unknown>): Promise<void> {
    this.note(what);
    const from = Date.now();
    try {
      await work();
    } finally {
      this.outages.push({ from, to: Date.now() });
    }
  }

  note(injury: string): void {
    this.injuries.set(injury, (this.injuries.get(injury) ?? 0) + 1);
  }

  /** Polls until it holds; throws where that takes longer than so many seconds. */
  async until(what: string, holds: () => boolean | Promise<boolean>, seconds: number): Promise<void> {
    const last = Date.now() + seconds * 1000;
    while (!(await holds())) {
      if (Date.now() > last) throw new Error(`it did not come to this within ${seconds} s: ${what}`);
      await pause(50);
    }
  }

  async snapshot(): Promise<Snapshot> {
    const { cloudinary, mongoClient, redisClient } = this.surroundings;
    return {
      uploads: this.uploads.all.map((upload) => ({ ...upload, accepted: [...upload.accepted], answers: [...upload.answers] })),
      ...(await readRows(mongoClient.db())),
      queued: await readQueues(redisClient),
      files: this.#disk ? filesUnder(join(this.dataFolder, "files")) : filesOf(cloudinary),
      temporary: leftIn(join(this.dataFolder, "tmp")),
      events: [...this.events.told],
      outages: [...this.outages],
    };
  }

  async close(): Promise<void> {
    this.#giveUp.abort();
    this.events.stop();
    await Promise.all(this.apps.map((app) => app.end("SIGKILL")));
    for (const disk of this.smallDisks.values()) disk.unmount();
    await this.surroundings.stop();
  }

  async #room(unfinished: number): Promise<void> {
    const last = Date.now() + holdBackMs;
    const open = () => this.sent().filter(({ accepted: [ids] }) => ids !== undefined && !this.events.knowsEnd(ids.taskId)).length;
    while (open() >= unfinished && Date.now() < last) await pause(20);
  }
}
