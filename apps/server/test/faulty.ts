import { faulty as hooked } from "@pixpress/test-servers/faulty";

type Method = (...given: never[]) => unknown;

/** Which calls fail, and whether what was asked is done all the same: a write whose answer was lost. */
export interface InjectedFault {
  /** Such as `images.insertWithTask`. */
  readonly method: string;
  readonly error: Error;
  /** `before` it is done, or `after`. */
  readonly when?: "before" | "after";
  /** How many calls, the first ones; all of them where it is left out. */
  readonly times?: number;
}

/** The port with one of its methods failing. */
export function faulty<T extends object>(port: T, { method, error, when = "before", times }: InjectedFault): T {
  let left = times ?? Number.POSITIVE_INFINITY;
  return hooked(port, (operation, at) => {
    if (operation !== method || at !== when || left === 0) return;
    left -= 1;
    throw error;
  });
}

/** The port with one of its methods replaced; the new one is handed the real one. */
export function replaced<T extends object>(port: T, path: string, replace: (real: Method) => Method): T {
  const [name = "", ...rest] = path.split(".");
  let inner: object | undefined;
  return new Proxy(port, {
    get(target, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (property === name && rest.length > 0) {
        inner ??= replaced(value as object, rest.join("."), replace);
        return inner;
      }
      if (typeof value !== "function") return value;
      const real = value.bind(target) as Method;
      return property === name ? replace(real) : real;
    },
  });
}
