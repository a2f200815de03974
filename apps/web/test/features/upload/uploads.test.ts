import { screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { type OnUpload, startApiServer } from "../../api-server.ts";
import { output } from "../../rows.ts";
import { openUploadPage, photo } from "./upload-page.tsx";

let stop: (() => Promise<void>) | undefined;
afterEach(async () => stop?.());

async function open(onUpload: OnUpload) {
  const server = await startApiServer({ onUpload });
  stop = server.stop;
  return { server, page: await openUploadPage(server.url) };
}

describe("a file that was given to the page", () => {
  it("has a row at once, follows its task, and tells what was saved", async () => {
    const { page, server } = await open(({ accept }) => void accept());
    page.add(photo("sea.jpg"));
    const row = await page.row("sea.jpg");
    await row.findByText("Waiting in the queue");

    const [task] = server.state.tasks.values();
    if (task === undefined) throw new Error("The upload left no task.");
    server.state.tasks.set(task.id, { ...task, revision: 1, startedAt: task.createdAt });
    await page.refetchTasks();
    await row.findByText("Compressing");

    server.state.tasks.set(task.id, { ...task, revision: 2, status: "completed", outputs: [output] });
    await page.refetchTasks();
    await row.findByText("1.9 kB → 410 B JPEG, 78% saved");
    await screen.findByText(/1 image done/);
  });

  it.each([
    ["not_an_image", 0],
    ["worker_crashed", 1],
  ])("that failed as %s can be compressed again only where that may help", async (reason, buttons) => {
    const { page, server } = await open(({ accept }) => void accept());
    page.add(photo("sea.jpg"));
    await (await page.row("sea.jpg")).findByText("Waiting in the queue");
    const [task] = server.state.tasks.values();
    if (task === undefined) throw new Error("The upload left no task.");
    server.state.tasks.set(task.id, { ...task, revision: 1, status: "failed", reason });
    await page.refetchTasks();
    await screen.findByText(/1 failed/);
    expect((await page.row("sea.jpg")).queryAllByRole("button", { name: /Retry/ })).toHaveLength(buttons);
  });

  it("is refused in the server's own words, and the same file is not offered again", async () => {
    const sentence = "This is a PDF, not an image.";
    const { page } = await open(
      ({ response }) => void response.writeHead(415).end(JSON.stringify({ error: sentence, reason: "unsupported_media" })),
    );
    page.add(photo("letter.jpg"));
    const row = await page.row("letter.jpg");
    await row.findByText(sentence);
    expect(row.queryByRole("button", { name: /Retry/ })).toBeNull();
  });

  it("is not sent at all when it is larger than the server takes", async () => {
    const names: string[] = [];
    const { page } = await open(({ name, accept }) => {
      names.push(name);
      accept();
    });
    page.add(photo("huge.jpg", 1_000_001), photo("small.jpg"));
    await (await page.row("huge.jpg")).findByText("The file is 1.0 MB; this server takes up to 1.0 MB.");
    await (await page.row("small.jpg")).findByText("Waiting in the queue");
    expect(names).toEqual(["small.jpg"]);
  });

  it("goes again by itself when the server was busy, under the key it had", async () => {
    let asked = 0;
    const keys: unknown[] = [];
    const { page } = await open(({ response, accept }) => {
      asked += 1;
      keys.push(response.req.headers["idempotency-key"]);
      if (asked > 1) accept();
      else response.writeHead(503, { "retry-after": "0" }).end(JSON.stringify({ error: "The server is full.", reason: "storage_full" }));
    });
    page.add(photo("sea.jpg"));
    await (await page.row("sea.jpg")).findByText("Waiting in the queue");
    expect(asked).toBe(2);
    expect(keys).toEqual([expect.stringMatching(/^[\w-]{8,}$/), keys[0]]);
  });

  it("waits for as long as a full service says, says so, and goes then, however often it is put off", async () => {
    const full = { error: "The service is busy; try again in a second.", reason: "backlog_full" };
    let asked = 0;
    const { page } = await open(({ response, accept }) => {
      asked += 1;
      if (asked > 8) accept();
      else response.writeHead(429, { "retry-after": asked === 1 ? "1" : "0" }).end(JSON.stringify(full));
    });
    page.add(photo("sea.jpg"));
    const row = await page.row("sea.jpg");
    await row.findByText(/^The service is busy\./);
    row.getByText("Trying again in", { exact: false, selector: "[aria-hidden]" });
    await vi.waitFor(() => expect(asked).toBe(9), { timeout: 10_000 });
    await (await page.row("sea.jpg")).findByText("Waiting in the queue");
  });

  it("tells its place in the queue, and how long it may take", async () => {
    const { page, server } = await open(({ accept }) => void accept());
    page.add(photo("sea.jpg"));
    await (await page.row("sea.jpg")).findByText("Waiting in the queue");
    const [task] = server.state.tasks.values();
    if (task === undefined) throw new Error("The upload left no task.");
    server.state.tasks.set(task.id, { ...task, queue: { position: 3, estimatedSeconds: 20 } });
    await page.refetchTasks();
    await (await page.row("sea.jpg")).findByText("Number 3 in the queue, about 20 s");
  });

  it("can be sent again by hand after the server failed", async () => {
    let asked = 0;
    const { page } = await open(({ response, accept }) => {
      asked += 1;
      if (asked > 1) accept();
      else response.writeHead(500).end(JSON.stringify({ error: "Something went wrong here.", reason: "internal" }));
    });
    page.add(photo("sea.jpg"));
    const row = await page.row("sea.jpg");
    await row.findByText("Something went wrong here.");
    row.getByRole("button", { name: "Retry sea.jpg" }).click();
    await row.findByText("Waiting in the queue");
  });
});

describe("forty files at once", () => {
  it("have forty rows, and at most three travel at a time", async () => {
    const held: (() => void)[] = [];
    let most = 0;
    const { page, server } = await open(({ accept }) => {
      held.push(() => void accept());
      most = Math.max(most, held.length);
    });
    page.add(...Array.from({ length: 40 }, (_, at) => photo(`photo-${at}.jpg`)));
    expect(await screen.findAllByRole("listitem")).toHaveLength(40);
    while (server.state.tasks.size < 40) {
      await vi.waitFor(() => expect(held.length).toBe(Math.min(3, 40 - server.state.tasks.size)), { timeout: 10_000 });
      for (const release of held.splice(0)) release();
    }
    expect(most).toBe(3);
  });
});

describe("a reload", () => {
  it("keeps what the server has accepted and names what had not gone", async () => {
    const { page, server } = await open(({ name, accept }) => {
      if (name === "gone.jpg") accept();
    });
    page.add(photo("gone.jpg"), photo("held.jpg"));
    await (await page.row("gone.jpg")).findByText("Waiting in the queue");
    page.close();

    const again = await openUploadPage(server.url);
    await (await again.row("gone.jpg")).findByText("Waiting in the queue");
    await (await again.row("held.jpg")).findByText(/reloaded before this file had gone/);
  });
});
