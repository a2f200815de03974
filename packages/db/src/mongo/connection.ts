import { setTimeout as pause } from "node:timers/promises";
import mongoose, { type Connection, type ConnectOptions } from "mongoose";
import { isRetryable, NotConnectedError } from "./guard.ts";
import { createIndexes } from "./indexes.ts";
import { createModels, type Models } from "./models.ts";

/** A server that may be away now and then, from the start on. */
export interface MongoConnection {
  readonly models: Models;
  readonly connection: Connection;
  /** Resolves when connection and indexes are made, or after the given time: they are then made in the background. */
  settled(milliseconds: number): Promise<void>;
  /** Throws while no connection was ever made, or where the indexes were refused for good. */
  assertUsable(): void;
  close(): Promise<void>;
}

const retryMs = 500;

/** Begins to connect and goes on until it has; once it has, the driver reconnects by itself. `more` are options for tests. */
export function connectMongo(uri: string, deadlineMs: number, more: ConnectOptions = {}): MongoConnection {
  const connection = mongoose.createConnection();
  const models = createModels(connection);
  const closing = new AbortController();
  let reached = false;
  let failure: unknown = null;

  const setUp = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      try {
        await connection.openUri(uri, { ...optionsFor(deadlineMs), ...more });
        reached = true;
        await createIndexes(models);
        failure = null;
        return;
      } catch (error) {
        failure = error;
        // Refused indexes would be refused again; a refused login, too, but an operator may mend that on the server.
        if (reached && !isRetryable(error)) return;
      }
      await pause(retryMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined);
    }
  };
  const done = setUp();

  return {
    models,
    connection,
    settled: (milliseconds) => Promise.race([done, pause(milliseconds, undefined, { ref: false })]),
    assertUsable: () => {
      if (!reached) throw new NotConnectedError(failure);
      if (failure !== null && !isRetryable(failure)) throw failure;
    },
    close: async () => {
      closing.abort();
      await connection.close();
      await done;
    },
  };
}

function optionsFor(deadlineMs: number): ConnectOptions {
  const stepMs = Math.min(3000, deadlineMs);
  return {
    autoIndex: false,
    autoCreate: false,
    // A call while the server is away fails at once instead of waiting in a line.
    bufferCommands: false,
    ignoreUndefined: true,
    serverSelectionTimeoutMS: stepMs,
    connectTimeoutMS: stepMs,
    heartbeatFrequencyMS: 2000,
    // Ends the connection of an operation whose caller has given up, so that the pool does not fill with them.
    socketTimeoutMS: deadlineMs,
    waitQueueTimeoutMS: deadlineMs,
    // What is acknowledged survives a failover and a power cut, and is in the very next answer, whatever the address says.
    writeConcern: { w: "majority", journal: true },
    readPreference: "primary",
  };
}
