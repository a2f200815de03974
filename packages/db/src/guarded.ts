/** A port's methods as an adapter writes them: they may answer at once and throw whatever they meet. */
export type Unguarded<Port> = {
  readonly [K in keyof Port]: Port[K] extends (...parameters: infer P) => Promise<infer R> ? (...parameters: P) => R | Promise<R> : never;
};

/** Runs one operation and turns whatever it throws into a `DatabaseError`. */
export type Guard = <T>(operation: string, work: () => T | Promise<T>) => Promise<T>;

/** The port over these methods: each call goes through the guard, under the name `<prefix><method>`. The adapter's one edge. */
export function guarded<Port extends object>(prefix: string, methods: Unguarded<Port>, guard: Guard): Port {
  const entries = Object.entries(methods as Record<string, (...parameters: unknown[]) => unknown>);
  return Object.fromEntries(
    entries.map(([name, method]) => [name, (...parameters: unknown[]) => guard(`${prefix}${name}`, () => method(...parameters))]),
  ) as Port;
}
