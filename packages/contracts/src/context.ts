import type { Event } from "./event.ts";
import type { Fault } from "./fault.ts";
import type { Image } from "./image.ts";
import type { Meta } from "./meta.ts";
import type { ImagesPage, PageOf, TasksPage, TasksPageOf } from "./page.ts";
import type { CreateTask, Deletion, Watch } from "./requests.ts";
import type { AcceptedUpload, Task } from "./task.ts";

/** The driving port: all that a caller can ask, for one request. The server implements it; both faces call it. */
export interface Context {
  readonly requestId: string;
  readonly images: {
    list(page: PageOf): Promise<ImagesPage>;
    get(id: string): Promise<Image>;
    delete(id: string): Promise<Deletion>;
    undo(id: string): Promise<Image>;
  };
  readonly tasks: {
    list(page: TasksPageOf): Promise<TasksPage>;
    get(id: string): Promise<Task>;
    create(wanted: CreateTask): Promise<AcceptedUpload>;
    /** Subscribes before it catches up; ends when `signal` aborts or the server stops. */
    watch(from: Watch, signal: AbortSignal): AsyncIterable<Event>;
  };
  meta(): Meta;
  /** The fault a caller is told for an error from below (a port that is down); null for a bug. */
  toFault(error: unknown): Fault | null;
}
