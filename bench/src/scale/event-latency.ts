import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { uploadImage } from "@pixpress/contracts/upload-image";
import { freePort } from "@pixpress/test-servers/free-port";
import { startNginx } from "@pixpress/test-servers/nginx";
import { startServices } from "./services.ts";
import { smallImage } from "./small-images.ts";

const audiences = [1, 100, 1000];
const finishes = 100;

type Word = { kind: "heard"; id: string; delays: number[] } | { kind: "idle"; share: number } | { kind: "open" };

/** Milliseconds from the finish of a task in the database to each client behind nginx, at 1, 100 and 1,000 clients. Tells; has no goal. */
export async function benchEventLatency(): Promise<boolean> {
  const services = await startServices();
  const listen = `127.0.0.1:${await freePort()}`;
  const nginx = startNginx(services.folder, { LISTEN_PORT: listen, API_HOST: "127.0.0.1", API_PORT: new URL(services.server.url).port });
  try {
    await answering(`http://${listen}`);
    for (const count of audiences) await listenTo(`http://${listen}`, count);
  } finally {
    await nginx.stop();
    await services.stop();
  }
  return true;
}

async function listenTo(url: string, count: number): Promise<void> {
  const clients = fork(new URL("./event-clients.ts", import.meta.url), [url, String(count)], { stdio: "inherit" });
  const words = listen(clients);
  await words.next("open");
  // A new stream first hears what happened lately; that is no part of this.
  await pause(1000);
  clients.send("idle");
  await words.next("idle");
  const delays: number[] = [];
  for (let finish = 0; finish < finishes; finish += 1) {
    const { taskId } = await uploadImage(url, new File([new Uint8Array(await smallImage(finish))], `${count}-${finish}.png`));
    delays.push(...(await words.next("heard", taskId)).delays);
  }
  clients.send("idle");
  const { share } = await words.next("idle");
  clients.disconnect();
  const at = (part: number) => delays.toSorted((a, b) => a - b)[Math.floor((delays.length - 1) * part)];
  const idle = `${(share * 100).toFixed(0)} %`;
  console.log(
    `${count} clients, ${finishes} finishes: median ${at(0.5)} ms, p95 ${at(0.95)} ms, longest ${at(1)} ms; the clients' process idle ${idle}`,
  );
}

/** What the clients' process says, each word kept until it is asked for. */
function listen(clients: ChildProcess) {
  const said: Word[] = [];
  clients.on("message", (word: Word) => said.push(word));
  return {
    async next<Kind extends Word["kind"]>(kind: Kind, id?: string): Promise<Extract<Word, { kind: Kind }>> {
      for (;;) {
        const index = said.findIndex((word) => word.kind === kind && (id === undefined || ("id" in word && word.id === id)));
        if (index >= 0) return said.splice(index, 1)[0] as Extract<Word, { kind: Kind }>;
        await once(clients, "message");
      }
    },
  };
}

async function answering(url: string): Promise<void> {
  while (
    !(await fetch(`${url}/health/ready`).then(
      (answer) => answer.ok,
      () => false,
    ))
  )
    await pause(50);
}
