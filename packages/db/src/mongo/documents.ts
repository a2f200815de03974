import {
  type Attempt,
  type InputFormat,
  type Output,
  type OutputError,
  type Recipe,
  type TaskResult,
  type TaskStatus,
  taskStatuses,
} from "@pixpress/contracts";
import { Schema, type Types } from "mongoose";

/** An image of any age: what an older service wrote has only the first five fields. A field that says nothing is absent, never null. */
export interface ImageDocument {
  _id: Types.ObjectId;
  imageUrl: string;
  compressedUrl?: string | null;
  createdAt?: Date;
  updatedAt?: Date;
  compressedTaskId?: Types.ObjectId;
  outputs?: Output[];
  taskId?: Types.ObjectId;
  key?: string;
  name?: string;
  bytes?: number;
  width?: number;
  height?: number;
  pixels?: number;
  format?: InputFormat;
  /** True for all but the visible ones, so that one index walks those. */
  hidden?: boolean;
  deletedAt?: Date;
  purgeClaimedAt?: Date;
  purgedAt?: Date;
  checkedAt?: Date;
}

/** A task of any age: what an older service wrote has only the first five fields. */
export interface TaskDocument {
  _id: Types.ObjectId;
  imageId: Types.ObjectId;
  status?: TaskStatus;
  createdAt?: Date;
  updatedAt?: Date;
  recipe?: Recipe;
  changedAt?: Date;
  startedAt?: Date;
  finishedAt?: Date;
  revision?: number;
  reason?: string | null;
  attempts?: Attempt[];
  outputs?: Output[];
  errors?: OutputError[];
  ready?: boolean;
  open?: boolean;
  hidden?: boolean;
  crashes?: number;
  runStartedAt?: Date;
  checkedAt?: Date;
}

/** The result that stands for a task; its `_id` is the task's, so that there can be one. */
export interface ResultDocument {
  _id: Types.ObjectId;
  imageId: Types.ObjectId;
  result: TaskResult;
  /** When a later result was last refused. */
  refusedAt?: Date;
}

/** What a key began; its `_id` is scope and key, so that there can be one, and the task's id too once it is retired. */
export interface KeyDocument {
  _id: string;
  scope: string;
  key: string;
  fingerprint: string;
  imageId: Types.ObjectId;
  taskId: Types.ObjectId;
  createdAt: Date;
  /** When a later claim was last answered with it. */
  askedAt?: Date;
}

/** The one document that is asked for the time. */
export interface ClockDocument {
  _id: string;
  at: Date;
}

// No `timestamps`: mongoose would write this process's clock. Every write of ours lets the server write its own.
const options = { versionKey: false, minimize: false, autoIndex: false, autoCreate: false } as const;
const { Mixed, ObjectId } = Schema.Types;
const list = { type: [Mixed], default: undefined };

export const imageSchema = new Schema<ImageDocument>(
  {
    imageUrl: { type: String, required: true },
    compressedUrl: { type: String, default: null },
    createdAt: Date,
    updatedAt: Date,
    compressedTaskId: ObjectId,
    outputs: list,
    taskId: ObjectId,
    key: String,
    name: String,
    bytes: Number,
    width: Number,
    height: Number,
    pixels: Number,
    format: String,
    hidden: Boolean,
    deletedAt: Date,
    purgeClaimedAt: Date,
    purgedAt: Date,
    checkedAt: Date,
  },
  options,
);

export const taskSchema = new Schema<TaskDocument>(
  {
    imageId: { type: ObjectId, ref: "ImageMetadata" },
    status: { type: String, enum: taskStatuses, default: "pending" },
    createdAt: Date,
    updatedAt: Date,
    recipe: Mixed,
    changedAt: Date,
    startedAt: Date,
    finishedAt: Date,
    revision: Number,
    reason: String,
    attempts: list,
    outputs: list,
    // mongoose keeps the name `errors` for its own documents; ours are never made into such, only read and written as they are.
    errors: list,
    ready: Boolean,
    open: Boolean,
    hidden: Boolean,
    crashes: Number,
    runStartedAt: Date,
    checkedAt: Date,
  },
  { ...options, suppressReservedKeysWarning: true },
);

export const resultSchema = new Schema<ResultDocument>({ imageId: ObjectId, result: Mixed, refusedAt: Date }, options);
export const keySchema = new Schema<KeyDocument>(
  { _id: String, scope: String, key: String, fingerprint: String, imageId: ObjectId, taskId: ObjectId, createdAt: Date, askedAt: Date },
  options,
);
export const clockSchema = new Schema<ClockDocument>({ _id: String, at: Date }, options);
