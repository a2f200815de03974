import { pauseMs } from "./backoff.ts";
import type { QueueRules } from "./channels.ts";
import { checkId, decode, encode } from "./encode.ts";
import { InProcessConsumer } from "./in-process-consumer.ts";
import type { Entry } from "./in-process-entry.ts";
import type { MessagingLog } from "./log.ts";
import { MessagingError } from "./messaging-error.ts";
import { type ConsumeOptions, type Consumer, type Delivery, HandBack, type Queue, type QueueLine, type QueueState } from "./queue.ts";

const maxRejected = 1_000;

export class InProcessQueue<T> implements Queue<T> {
  readonly #rules: QueueRules<T>;
  readonly #log: MessagingLog;
  readonly #entries = new Map<string, Entry>();
  readonly #consumers = new Set<InProcessConsumer<T>>();
  readonly #rejected: { id: string; text: string; reason: string }[] = [];
  #waiting: Entry[] = [];
  #closed = false;

  constructor(rules: QueueRules<T>, log: MessagingLog) {
    this.#rules = rules;
    this.#log = log;
  }

  async send(id: string, message: T): Promise<void> {
    const operation = this.#operation("send");
    checkId(id, operation);
    this.accept(id, encode(this.#rules.schema, message, operation));
  }

  /** Takes a text as it is, which only its delivery will parse. */
  accept(id: string, text: string): void {
    if (this.#entries.has(id)) return;
    const entry: Entry = { id, text, sentAt: new Date(), state: "waiting", failures: 0, handBacks: 0 };
    this.#entries.set(id, entry);
    this.#wait(entry, "last");
  }

  consume(handler: (delivery: Delivery<T>) => Promise<void>, { concurrency }: ConsumeOptions): Consumer {
    this.#operation("consume");
    const consumer = new InProcessConsumer(handler, concurrency, {
      take: () => this.#take(),
      answer: (entry, error) => this.#answer(entry, error),
      ended: () => this.#consumers.delete(consumer),
    });
    this.#consumers.add(consumer);
    consumer.wake();
    return consumer;
  }

  async stateOf(id: string): Promise<QueueState> {
    this.#operation("stateOf");
    return this.#entries.get(id)?.state ?? "missing";
  }

  async remove(id: string): Promise<boolean> {
    this.#operation("remove");
    const entry = this.#entries.get(id);
    if (entry?.state === "active") return false;
    if (entry !== undefined) this.#drop(entry);
    return true;
  }

  async removeDead(id: string): Promise<boolean> {
    this.#operation("removeDead");
    const entry = this.#entries.get(id);
    if (entry?.state !== "dead") return false;
    this.#drop(entry);
    return true;
  }

  async dead(limit: number): Promise<{ id: string; message: T }[]> {
    this.#operation("dead");
    const dead = [...this.#entries.values()].filter(({ state }) => state === "dead").slice(0, limit);
    return dead.flatMap((entry) => {
      const decoded = decode(this.#rules.schema, entry.text);
      if ("message" in decoded) return [{ id: entry.id, message: decoded.message }];
      this.#setAside(entry, decoded.reason);
      return [];
    });
  }

  async retry(id: string): Promise<boolean> {
    this.#operation("retry");
    const entry = this.#entries.get(id);
    if (entry?.state !== "dead") return false;
    entry.failures = 0;
    entry.handBacks = 0;
    this.#wait(entry, "last");
    return true;
  }

  async line(limit: number): Promise<QueueLine> {
    this.#operation("line");
    const active = [...this.#entries.values()].filter(({ state }) => state === "active");
    const idsOf = (entries: readonly Entry[]) => entries.slice(0, limit).map(({ id }) => id);
    return { active: idsOf(active), waiting: idsOf(this.#waiting) };
  }

  async counts(): Promise<{ waiting: number; active: number; delayed: number; dead: number; rejected: number }> {
    this.#operation("counts");
    const counts = { waiting: 0, active: 0, delayed: 0, dead: 0, rejected: this.#rejected.length };
    for (const { state } of this.#entries.values()) counts[state] += 1;
    return counts;
  }

  async oldest(): Promise<Date | null> {
    this.#operation("oldest");
    return this.#waiting[0]?.sentAt ?? null;
  }

  /** Ends timers at once and resolves when what is in hand has been answered. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const entry of this.#entries.values()) clearTimeout(entry.timer);
    await Promise.all([...this.#consumers].map((consumer) => consumer.stop()));
  }

  /** The next message that parses, marked as in hand. */
  #take(): { entry: Entry; message: T } | null {
    for (;;) {
      const entry = this.#closed ? undefined : this.#waiting.shift();
      if (entry === undefined) return null;
      const decoded = decode(this.#rules.schema, entry.text);
      if ("message" in decoded) {
        entry.state = "active";
        return { entry, message: decoded.message };
      }
      this.#setAside(entry, decoded.reason);
    }
  }

  #answer(entry: Entry, error: unknown): void {
    if (error === null) {
      this.#drop(entry);
    } else if (error instanceof HandBack) {
      entry.handBacks += 1;
      if (error.delayMs > 0) this.#delay(entry, error.delayMs);
      else this.#wait(entry, "first");
    } else {
      entry.failures += 1;
      if (entry.failures < this.#rules.attempts) this.#delay(entry, pauseMs(this.#rules.backoff, entry.failures));
      else this.#bury(entry);
    }
  }

  #wait(entry: Entry, place: "first" | "last"): void {
    entry.state = "waiting";
    if (place === "first") this.#waiting.unshift(entry);
    else this.#waiting.push(entry);
    for (const consumer of this.#consumers) consumer.wake();
  }

  #delay(entry: Entry, delayMs: number): void {
    entry.state = "delayed";
    if (!this.#closed) entry.timer = setTimeout(() => this.#wait(entry, "last"), delayMs);
  }

  /** Dead ones are listed by the time of their death. */
  #bury(entry: Entry): void {
    entry.state = "dead";
    this.#entries.delete(entry.id);
    this.#entries.set(entry.id, entry);
  }

  #drop(entry: Entry): void {
    clearTimeout(entry.timer);
    this.#entries.delete(entry.id);
    if (entry.state === "waiting") this.#waiting = this.#waiting.filter((other) => other !== entry);
  }

  #setAside(entry: Entry, reason: string): void {
    this.#drop(entry);
    this.#rejected.push({ id: entry.id, text: entry.text, reason });
    if (this.#rejected.length > maxRejected) this.#rejected.shift();
    this.#log.warn({ queue: this.#rules.name, id: entry.id, reason }, "a message that does not parse was set aside");
  }

  #operation(verb: string): string {
    const operation = `${this.#rules.label}.${verb}`;
    if (this.#closed) throw new MessagingError(operation, false, new Error("messaging is closed"));
    return operation;
  }
}
