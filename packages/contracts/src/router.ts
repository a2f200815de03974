import { tracked } from "@trpc/server";
import { byId } from "./id.ts";
import { image } from "./image.ts";
import { meta } from "./meta.ts";
import { imagesPage, pageOf, tasksPage, tasksPageOf } from "./page.ts";
import { createTask, deletion, watch } from "./requests.ts";
import { acceptedUpload, task } from "./task.ts";
import { createCallerFactory, procedure, router } from "./trpc.ts";

const images = router({
  list: procedure
    .input(pageOf)
    .output(imagesPage)
    .query(({ ctx, input }) => ctx.images.list(input)),
  get: procedure
    .input(byId)
    .output(image)
    .query(({ ctx, input }) => ctx.images.get(input.id)),
  delete: procedure
    .input(byId)
    .output(deletion)
    .mutation(({ ctx, input }) => ctx.images.delete(input.id)),
  undo: procedure
    .input(byId)
    .output(image)
    .mutation(({ ctx, input }) => ctx.images.undo(input.id)),
});

const tasks = router({
  list: procedure
    .input(tasksPageOf)
    .output(tasksPage)
    .query(({ ctx, input }) => ctx.tasks.list(input)),
  get: procedure
    .input(byId)
    .output(task)
    .query(({ ctx, input }) => ctx.tasks.get(input.id)),
  create: procedure
    .input(createTask)
    .output(acceptedUpload)
    .mutation(({ ctx, input }) => ctx.tasks.create(input)),
  /** Live events as SSE; each carries the moment of its change as its id, from which a reconnect catches up. */
  watch: procedure.input(watch).subscription(async function* ({ ctx, input, signal }) {
    const events = ctx.tasks.watch(input, signal ?? new AbortController().signal);
    for await (const event of events) yield tracked(event.changedAt, event);
  }),
});

/** Everything a caller can ask, but the upload: that is a stream and a REST route of its own. */
export const appRouter = router({ images, tasks, meta: procedure.output(meta).query(({ ctx }) => ctx.meta()) });
export type AppRouter = typeof appRouter;
export const createCaller = createCallerFactory(appRouter);
