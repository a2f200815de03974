export type QueueState = "waiting" | "active" | "delayed" | "dead" | "missing";

/** One message in a consumer's hands. */
export interface Delivery<T> {
  readonly id: string;
  readonly message: T;
  /** 1 for the first run that counts; a run that was handed back does not count. */
  readonly attempt: number;
  /** How often it was handed back so far. */
  readonly handBacks: number;
  /** When it was sent. */
  readonly sentAt: Date;
  /** Aborts when the lease is lost: another consumer may have it. */
  readonly signal: AbortSignal;
}

/** Thrown by a handler: not this message's fault, deliver it again after a while; no attempt is counted. */
export class HandBack extends Error {
  /** Milliseconds until the next delivery; 0 is at once and in its old place. */
  readonly delayMs: number;

  constructor(delayMs: number, options?: ErrorOptions) {
    super(`handed back for ${delayMs} ms`, options);
    this.name = "HandBack";
    this.delayMs = delayMs;
  }
}

/** Who is before whom. */
export interface QueueLine {
  readonly active: readonly string[];
  readonly waiting: readonly string[];
}

export interface ConsumeOptions {
  /** Messages in hand at once, at most. */
  readonly concurrency: number;
}

export interface Consumer {
  /** Takes no more; resolves when what is in hand has been answered. */
  stop(): Promise<void>;
}

/**
 * Messages on their way: at least once, one taker at a time, oldest first, durable. A message is parsed by its schema on entering
 * and on leaving; one that does not parse on leaving is set aside (`rejected`) and its id is free again.
 */
export interface Queue<T> {
  /** Resolves once it is accepted. An id that is still in the queue, in whatever state, is not sent twice. */
  send(id: string, message: T): Promise<void>;
  /**
   * A handler that resolves acknowledges. One that throws a `HandBack` gets it again later, uncounted; one that throws anything
   * else gets it again after a growing, jittered pause, until the queue's attempts are used up: then it is dead.
   */
  consume(handler: (delivery: Delivery<T>) => Promise<void>, options: ConsumeOptions): Consumer;
  stateOf(id: string): Promise<QueueState>;
  /** Removes it in whatever state but `active`; true where nothing is left under the id. */
  remove(id: string): Promise<boolean>;
  /** Removes it only while it is dead. */
  removeDead(id: string): Promise<boolean>;
  /** The dead ones, oldest first. */
  dead(limit: number): Promise<{ readonly id: string; readonly message: T }[]>;
  /** Makes a dead one waiting again, its attempts fresh. */
  retry(id: string): Promise<boolean>;
  /** The ids of those in hand, and of those that wait in the order in which they will be taken; at most `limit` of each. */
  line(limit: number): Promise<QueueLine>;
  /** How many messages wait (delayed ones too), and how many were set aside. */
  counts(): Promise<{
    readonly waiting: number;
    readonly active: number;
    readonly delayed: number;
    readonly dead: number;
    readonly rejected: number;
  }>;
  /** When the message that is next to be taken was sent; null where none waits. A delayed one does not. */
  oldest(): Promise<Date | null>;
}
