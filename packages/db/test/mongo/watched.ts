import type { MongoConnection } from "../../src/mongo/connection.ts";

type Document = Record<string, unknown>;
/** The driver keeps an order as a map. */
type Sorted = Map<string, 1 | -1>;

/** What was asked of the server to find documents, be it to read, change or remove them. */
export interface Query {
  readonly collection: string;
  readonly filter: Document;
  readonly sort?: Record<string, 1 | -1>;
  readonly limit?: number;
  readonly projection?: Document;
}

/** Runs the work and answers with every query that it sent; needs a connection that monitors its commands. */
export async function queriesOf({ connection }: MongoConnection, work: () => Promise<unknown>): Promise<Query[]> {
  const queries: Query[] = [];
  const note = ({ commandName, command }: { commandName: string; command: Document }) => queries.push(...toQueries(commandName, command));
  connection.getClient().on("commandStarted", note);
  try {
    await work();
  } finally {
    connection.getClient().off("commandStarted", note);
  }
  return queries;
}

function toQueries(name: string, command: Document): Query[] {
  const collection = String(command[name]);
  const list = (field: string) => command[field] as Document[];
  const of = (filter: unknown): Query => ({ collection, filter: filter as Document });
  if (name === "find") {
    const { filter, sort, limit, projection } = command as { filter: Document; sort?: Sorted; limit?: number; projection?: Document };
    return [
      { collection, filter, ...(sort && { sort: Object.fromEntries(sort) }), ...(limit && { limit }), ...(projection && { projection }) },
    ];
  }
  if (name === "update") return list("updates").map(({ q }) => of(q));
  if (name === "delete") return list("deletes").map(({ q }) => of(q));
  if (name === "findAndModify") return [of(command["query"])];
  return [];
}

/** The stages of a plan and how many documents it read; null where the server cannot explain itself. */
export async function explained({ connection }: MongoConnection, query: Query): Promise<{ stages: string[]; docsExamined: number } | null> {
  const { collection, ...find } = query;
  const command = { explain: { find: collection, ...find }, verbosity: "executionStats" };
  const answer = await connection.db?.command(command).catch((error: { codeName?: string; code?: number }) => {
    if (error.code === 59) return null;
    throw error;
  });
  if (answer === null || answer === undefined) return null;
  const stages = JSON.stringify(answer["queryPlanner"].winningPlan).matchAll(/"stage":"(\w+)"/g);
  return { stages: [...stages].map(([, stage]) => stage ?? ""), docsExamined: answer["executionStats"].totalDocsExamined };
}
