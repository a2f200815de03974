import { type CallHook, faulty as faultyCalls } from "@pixpress/test-servers/faulty";
import { type Messaging, type Queue, queueNames } from "../src/messaging.ts";

/**
 * A real adapter with a hook before and after each of its calls ("results.send") and of each handler that it runs ("results.deliver": after
 * the handler is before the acknowledgement). A hook that throws makes the call, or the handler, fail.
 */
export function faulty(messaging: Messaging, hook: CallHook): Messaging {
  const calls = faultyCalls(messaging, hook);
  const queues = Object.fromEntries(
    queueNames.map((name) => [name, withDeliveries(calls[name] as Queue<unknown>, `${name}.deliver`, hook)]),
  );
  return new Proxy(calls, { get: (target, name) => queues[String(name)] ?? Reflect.get(target, name) });
}

function withDeliveries<T>(queue: Queue<T>, operation: string, hook: CallHook): Queue<T> {
  const consume: Queue<T>["consume"] = (handler, options) =>
    queue.consume(async (delivery) => {
      await hook(operation, "before", [delivery]);
      await handler(delivery);
      await hook(operation, "after", [delivery]);
    }, options);
  return new Proxy(queue, { get: (target, name) => (name === "consume" ? consume : Reflect.get(target, name)) });
}
