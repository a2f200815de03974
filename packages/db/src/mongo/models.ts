import type { Connection, Model } from "mongoose";
import {
  type ClockDocument,
  clockSchema,
  type ImageDocument,
  imageSchema,
  type KeyDocument,
  keySchema,
  type ResultDocument,
  resultSchema,
  type TaskDocument,
  taskSchema,
} from "./documents.ts";

export interface Models {
  readonly images: Model<ImageDocument>;
  readonly tasks: Model<TaskDocument>;
  readonly results: Model<ResultDocument>;
  readonly keys: Model<KeyDocument>;
  readonly clocks: Model<ClockDocument>;
}

/** The models, under the names and in the collections that are documented for programs beside this one. */
export function createModels(connection: Connection): Models {
  return {
    images: connection.model<ImageDocument>("ImageMetadata", imageSchema, "imagemetadatas"),
    tasks: connection.model<TaskDocument>("CompressingTask", taskSchema, "compressingtasks"),
    results: connection.model<ResultDocument>("TaskResult", resultSchema, "taskresults"),
    keys: connection.model<KeyDocument>("IdempotencyKey", keySchema, "idempotencykeys"),
    clocks: connection.model<ClockDocument>("Clock", clockSchema, "clocks"),
  };
}
