import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A way to a server that can fall silent: sockets stay open, and nothing passes them any more. */
export interface TcpProxy {
  readonly port: number;
  /** Connections that are open now forward nothing from now on, in neither direction, and are not closed; later ones do. */
  blackHole(): void;
  /** Later connections, too, are taken and lead nowhere, until `open`. */
  blackHoleAll(): void;
  /** What was cut off stays so; new connections forward. */
  open(): void;
  stop(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and forwards to another. */
export async function startTcpProxy(target: number): Promise<TcpProxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let silent = false;
  const server = createServer((near) => {
    const far = connect(target, "127.0.0.1");
    const pair = [near, far] as const;
    pairs.add(pair);
    for (const socket of pair) socket.on("error", () => undefined);
    if (silent) return cut(pair);
    near.pipe(far).pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    blackHole: () => pairs.forEach(cut),
    blackHoleAll() {
      silent = true;
      pairs.forEach(cut);
    },
    open() {
      silent = false;
    },
    async stop() {
      server.close();
      for (const socket of [...pairs].flat()) socket.destroy();
      await once(server, "close");
    },
  };
}

/** Reads on, so that no end is noticed by a full buffer, and says nothing. */
function cut([near, far]: readonly [Socket, Socket]): void {
  near.unpipe(far);
  far.unpipe(near);
  near.resume();
  far.resume();
}
