/** What the caller did wrong; nothing else is thrown on purpose. */
export class ScoreError extends Error {
  readonly reason: "invalid_size" | "sizes_differ" | "not_whole_rows" | "too_many_rows" | "rows_missing" | "finished";

  constructor(reason: ScoreError["reason"], message: string) {
    super(message);
    this.name = "ScoreError";
    this.reason = reason;
  }
}
