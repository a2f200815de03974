import { MongoClient } from "mongodb";
import type { TestMongo } from "./test-mongo.ts";

/** The server of `TEST_MONGODB_URI`: used in a database of its own, and left as it was found. */
export function externalMongo(given: string, name: string): TestMongo {
  const uri = withDatabase(given, name);
  const notOurs = (): never => {
    throw new Error("the server of TEST_MONGODB_URI is not ours to stop");
  };
  return {
    uri,
    kind: "the server of TEST_MONGODB_URI",
    env: { MONGODB_URI: uri },
    kill: async () => notOurs(),
    restart: async () => notOurs(),
    pause: notOurs,
    resume: notOurs,
    stop: async () => {
      const client = new MongoClient(uri);
      try {
        await client.db(name).dropDatabase();
      } finally {
        await client.close();
      }
    },
  };
}

/** The same address with another database; whoever logged in through the old one's name still does. */
function withDatabase(given: string, name: string): string {
  const [, servers = "", old = "", query = ""] = /^(mongodb(?:\+srv)?:\/\/[^/?]+)\/?([^?]*)\??(.*)$/.exec(given) ?? [];
  const parameters = new URLSearchParams(query);
  if (servers.includes("@") && old !== "" && !parameters.has("authSource")) parameters.set("authSource", old);
  return `${servers}/${name}${parameters.size === 0 ? "" : `?${parameters.toString()}`}`;
}
