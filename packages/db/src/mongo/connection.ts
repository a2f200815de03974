import { setTimeout as pause } from "node:timers/promises";
import mongoose, { type Connection, type ConnectOptions, mongo } from "mongoose";
import { isRetryable, NotConnectedError } from "./guard.ts";
import { createIndexes } from "./indexes.ts";
import { createModels, type Models } from "./models.ts";

/** A server that may be away now and then, from the start on. */
export interface MongoConnection {
  readonly models: Models;
  readonly connection: Connection;
  /** Resolves when connection and indexes are made, or after the given time: they are then made in the background. */
  settled(milliseconds: number): Promise<void>;
  /** Throws while no connection was ever made. */
  assertReached(): void;
  /** Throws where something is wrong that no waiting mends: the address, or indexes that the server refused. */
  assertSound(): void;
  close(): Promise<void>;
}

const retryMs = 500;

/** Begins to connect and goes on until it has; once it has, the driver reconnects by itself. `more` are options for tests. */
export function connectMongo(uri: string, deadlineMs: number, more: ConnectOptions = {}): MongoConnection {
  const connection = mongoose.createConnection();
  const models = createModels(connection);
  const closing = new AbortController();
  const { signal } = closing;
  let reached = false;
  let failure: unknown = null;
  let hopeless = false;

  const setUp = async (): Promise<void> => {
    while (!signal.aborted && !hopeless) {
      try {
        // Not a second time: it would leave the first client behind.
        if (!reached) await connection.openUri(uri, { ...optionsFor(deadlineMs), ...more });
        reached = true;
        await createIndexes(models);
        failure = null;
        return;
      } catch (error) {
        failure = error;
        // A refused login is tried again, for an operator may mend it on the server.
        hopeless = reached ? !isRetryable(error) : isWrongAddress(error);
      }
      if (!hopeless) await pause(retryMs, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const done = setUp();

  return {
    models,
    connection,
    settled: async (milliseconds) => {
      // This timer keeps a process alive that has nothing else to do yet.
      const waiting = new AbortController();
      await Promise.race([done, pause(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined)]);
      waiting.abort();
    },
    assertReached: () => {
      if (!reached) throw new NotConnectedError(failure);
    },
    assertSound: () => {
      if (hopeless && !signal.aborted) throw failure;
    },
    close: async () => {
      closing.abort();
      await connection.close();
      await done;
    },
  };
}

/** By name, for the driver and its parser of addresses have a class each. */
const isWrongAddress = (error: unknown): boolean =>
  error instanceof mongo.MongoAPIError || (error instanceof Error && error.name === "MongoParseError");

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
