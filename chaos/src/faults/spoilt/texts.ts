export type Message = Record<string, unknown>;

const megabyte = 1024 * 1024;

/** How often each message is there besides itself. */
export const copies = 5;

/** What nobody can read, made from a message that could be read. */
export const spoilt: readonly ((message: Message) => string)[] = [
  (message) => JSON.stringify(message).slice(0, -20),
  // A version that nobody knows; an event, which has none, of a kind that nobody knows.
  (message) => JSON.stringify({ ...message, ...("version" in message ? { version: 99 } : { kind: "task.eaten" }) }),
  () => JSON.stringify("x".repeat(megabyte)),
  (message) =>
    `{"__proto__":{"taskId":"x","polluted":true},${JSON.stringify({ ...message, taskId: undefined, changedAt: undefined }).slice(1)}`,
];

/** What can be read in spite of what else is in it. */
export const padded: readonly ((message: Message) => string)[] = [
  (message) => JSON.stringify({ ...message, padding: "x".repeat(megabyte) }),
  (message) => `{"__proto__":{"status":"failed","key":"images/x/y.jpg"},${JSON.stringify(message).slice(1)}`,
];

/** One of a list, each in turn. */
export const turn = <T>(all: readonly T[], index: number): T => all[index % all.length] as T;
