import { get } from "node:http";

/** One reader of the live events, on a connection of its own. */
export interface EventStream {
  readonly open: boolean;
  /** Whether a task was told to have a status. */
  saw(taskId: string, status: string): boolean;
  close(): void;
}

/** Resolves when the server has begun to answer; rejects where it answers anything but a stream. */
export function openEventStream(url: string): Promise<EventStream> {
  return new Promise((resolve, reject) => {
    const asking = get(`${url}/trpc/tasks.watch?input=%7B%7D`, { headers: { accept: "text/event-stream" }, agent: false }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`the stream was answered with ${response.statusCode}`));
      let text = "";
      let open = true;
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("close", () => (open = false)).on("error", () => undefined);
      resolve({
        get open() {
          return open;
        },
        saw: (taskId, status) => text.split("\n").some((line) => line.includes(taskId) && line.includes(`"status":"${status}"`)),
        close: () => void asking.destroy(),
      });
    });
    asking.on("error", reject);
  });
}
