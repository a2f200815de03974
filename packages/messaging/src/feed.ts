export interface FeedReader<T> {
  /** Called for every message that parses, in the order of arrival. */
  message(value: T): void;
  /** Called each time messages may have been missed (the connection broke and is back). */
  gap(): void;
}

/** Live messages to whoever listens now; nothing is kept. */
export interface Feed<T> {
  /** Resolves once it is handed over to whoever listens. */
  publish(value: T): Promise<void>;
  /** Resolves once listening has begun, or, where the server is away, at once: then `gap` says when it has. The answer ends it. */
  subscribe(reader: FeedReader<T>): Promise<() => Promise<void>>;
  /** False while a subscription is broken. */
  healthy(): boolean;
}
