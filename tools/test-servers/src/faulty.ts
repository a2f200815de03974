/** Called round every call of a port: `operation` is the path of the verb, such as `images.finish`. Throwing makes the call fail. */
export type CallHook = (operation: string, when: "before" | "after", given: readonly unknown[]) => Promise<void> | void;

/**
 * A real adapter with a hook before and after each of its calls: the one decorator of our tests. Ports nested in a port are wrapped too.
 * Only calls that answer with a promise are hooked; streams, iterables and plain answers pass through.
 */
export function faulty<T extends object>(port: T, hook: CallHook, prefix = ""): T {
  return new Proxy(port, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof name !== "string") return value;
      if (typeof value === "function") return hooked(target, value as AnyFunction, `${prefix}${name}`, hook);
      return typeof value === "object" && value !== null ? faulty(value, hook, `${prefix}${name}.`) : value;
    },
  });
}

type AnyFunction = (...args: unknown[]) => unknown;

/** Not hooked: what answers no promise (the `list` of storage is an iterable), and the end of a port itself. */
const unhooked = /^(list|close)$|\.(consume|healthy)$/;

function hooked(target: object, method: AnyFunction, operation: string, hook: CallHook): AnyFunction {
  if (unhooked.test(operation)) return method.bind(target);
  return async (...args) => {
    await hook(operation, "before", args);
    const answer = await method.apply(target, args);
    await hook(operation, "after", args);
    return answer;
  };
}
