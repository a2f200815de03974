/** A server that can be started here. */
export interface MongoProgram {
  readonly kind: string;
  /** What to run; `durable`: the data must outlive a kill. */
  command(port: number, folder: string, durable: boolean): string[];
}

/** A server that runs, or that was given. */
export interface TestMongo {
  /** Names a database of its own, by a random name. */
  readonly uri: string;
  /** What answers there, for a person to read. */
  readonly kind: string;
  /** The variables that point the product to it. */
  readonly env: { readonly MONGODB_URI: string };
  /** SIGKILL; resolves when it is gone. A server of `TEST_MONGODB_URI` is not ours to kill: rejects. */
  kill(): Promise<void>;
  /** Starts it again on the same port, killing it first where it runs. Without a `folder` its data may be gone. */
  restart(): Promise<void>;
  /** Stops answering without closing a connection, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it and removes what it left; of `TEST_MONGODB_URI` drops the database. */
  stop(): Promise<void>;
}
