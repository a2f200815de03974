type AnyFunction = (...args: never[]) => unknown;

/** Stands before a call: `operation` is its path, such as `images.finish`. What it answers is the call's answer. */
export type Around = (operation: string, args: readonly unknown[], call: () => unknown) => unknown;

/** A port with something before each of its calls, those of ports nested in it too; everything else passes through. */
export function aroundCalls<T extends object>(port: T, around: Around, prefix = ""): T {
  const wrapped = new Map<string, unknown>();
  return new Proxy(port, {
    get(target, name) {
      // A method works on its own object: classes keep private fields there.
      const value: unknown = Reflect.get(target, name, target);
      if (typeof name !== "string" || (typeof value !== "function" && (typeof value !== "object" || value === null))) return value;
      const known = wrapped.get(name);
      if (known !== undefined) return known;
      const operation = `${prefix}${name}`;
      const made =
        typeof value === "function"
          ? (...args: never[]) => around(operation, args, () => (value as AnyFunction).apply(target, args))
          : aroundCalls(value, around, `${operation}.`);
      wrapped.set(name, made);
      return made;
    },
  });
}
