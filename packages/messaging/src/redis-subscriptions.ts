import { type RedisConnection, ready } from "./redis-connection.ts";

export interface Listener {
  message(text: string): void;
  gap(): void;
}

interface Channel {
  live: boolean;
  readonly listeners: Set<Listener>;
}

/** How long a new subscription waits for the server before it leaves the rest to `gap`. */
const firstMs = 2_000;
/** A server that went without a word is noticed within about two of these. */
const pingMs = 10_000;

/** All subscriptions of a process on one connection, renewed each time it comes back. */
export class RedisSubscriptions {
  readonly #connection: RedisConnection;
  readonly #channels = new Map<string, Channel>();
  readonly #ping: NodeJS.Timeout;

  constructor(connection: RedisConnection) {
    this.#connection = connection;
    connection.on("message", (name: string, text: string) => {
      for (const listener of this.#channels.get(name)?.listeners ?? []) listener.message(text);
    });
    connection.on("ready", () => {
      this.#renewAll();
    });
    connection.on("close", () => {
      for (const channel of this.#channels.values()) channel.live = false;
    });
    this.#ping = setInterval(() => {
      if (connection.status !== "ready") return;
      // An unanswered one ends the connection by its socket timeout.
      connection.ping().catch(() => undefined);
      this.#renewAll();
    }, pingMs).unref();
  }

  /** Resolves once listening has begun; where the server is away at once, and then the listener's `gap` says when it has. */
  async add(name: string, listener: Listener): Promise<() => Promise<void>> {
    if (this.#connection.status === "wait") this.#connection.connect().catch(() => undefined);
    const here = this.#connection.status !== "reconnecting" && (await ready(this.#connection, firstMs));
    const channel = this.#channels.get(name) ?? { live: false, listeners: new Set() };
    this.#channels.set(name, channel);
    channel.listeners.add(listener);
    if (here && !channel.live) {
      await this.#subscribe(name, channel).catch(async (error: unknown) => {
        // A connection that broke meanwhile comes back and renews; a server that refuses would go on refusing.
        if (this.#connection.status !== "ready") return;
        await this.#remove(name, listener);
        throw error;
      });
    }
    return () => this.#remove(name, listener);
  }

  /** False while a channel that somebody listens to is not subscribed. */
  healthy(name: string): boolean {
    const channel = this.#channels.get(name);
    return channel === undefined || channel.live || channel.listeners.size === 0;
  }

  end(): void {
    clearInterval(this.#ping);
    this.#channels.clear();
    this.#connection.endNow();
  }

  #renewAll(): void {
    for (const [name, channel] of this.#channels) {
      // What fails is tried again with the next ping.
      if (!channel.live) this.#renew(name, channel).catch(() => undefined);
    }
  }

  async #renew(name: string, channel: Channel): Promise<void> {
    await this.#subscribe(name, channel);
    for (const listener of channel.listeners) listener.gap();
  }

  async #subscribe(name: string, channel: Channel): Promise<void> {
    await this.#connection.subscribe(name);
    channel.live = true;
  }

  async #remove(name: string, listener: Listener): Promise<void> {
    const channel = this.#channels.get(name);
    if (channel === undefined || !channel.listeners.delete(listener) || channel.listeners.size > 0) return;
    this.#channels.delete(name);
    // Where the server is away there is nothing left to end.
    if (this.#connection.status === "ready") await this.#connection.unsubscribe(name);
  }
}
