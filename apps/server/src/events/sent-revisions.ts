/** What one stream has already told of each task. Bounded: a task forgotten here is at worst told twice. */
export class SentRevisions {
  readonly #capacity: number;
  readonly #revisions = new Map<string, number>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** True, and noted, where this revision is newer than what was told. */
  isNews(taskId: string, revision: number): boolean {
    const told = this.#revisions.get(taskId);
    if (told !== undefined && told >= revision) return false;
    // Deleted first, so that the oldest key is always the least lately told one.
    this.#revisions.delete(taskId);
    this.#revisions.set(taskId, revision);
    if (this.#revisions.size > this.#capacity) this.#revisions.delete(this.#revisions.keys().next().value ?? "");
    return true;
  }
}
