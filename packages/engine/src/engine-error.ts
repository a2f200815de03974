/** Why the engine cannot answer an image, where that is the image's or the recipe's doing. */
export type ImageFault = "not_an_image" | "unsupported_media" | "too_many_pixels" | "too_large_for_format" | "encode_failed";
/** Why a child could not finish: nothing is said about the image yet. */
export type ChildFault = "child_died" | "out_of_memory" | "timed_out";

/** The engine did not do what it was asked. `retryable`: a fresh child may fare better. */
export class EngineError extends Error {
  readonly operation: string;
  readonly reason: ImageFault | ChildFault;
  readonly retryable: boolean;
  /** False where no child was ever given the image: however often that happens, it says nothing about the image. */
  readonly begun: boolean;

  constructor(
    operation: string,
    reason: ImageFault | ChildFault,
    message: string,
    options: ErrorOptions & { retryable: boolean; begun?: boolean },
  ) {
    super(message, options);
    this.name = "EngineError";
    this.operation = operation;
    this.reason = reason;
    this.retryable = options.retryable;
    this.begun = options.begun ?? true;
  }
}
