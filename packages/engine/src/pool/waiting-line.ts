/** What the line knows of someone who waits for a child. */
export interface Claim {
  readonly small: boolean;
  readonly avif: boolean;
}

/** A `general` child runs anything, the `reserved` one only what is small. */
export type ChildKind = "general" | "reserved";

interface Place<T> {
  readonly claim: T;
  overtaken: number;
}

/** How often others may go before a waiting AVIF task: it steps back, but never starves. */
export const maxOvertakes = 8;

/** Who gets the next free child: first come, first served, but AVIF tasks let others pass, a bounded number of times. */
export class WaitingLine<T extends Claim> {
  #places: Place<T>[] = [];

  join(claim: T): void {
    this.#places.push({ claim, overtaken: 0 });
  }

  leave(claim: T): void {
    this.#places = this.#places.filter((place) => place.claim !== claim);
  }

  /** Takes out whoever is next for a child of this kind. */
  next(kind: ChildKind): T | undefined {
    const index = kind === "reserved" ? this.#places.findIndex(({ claim }) => claim.small) : this.#nextGeneral();
    const [place] = index === -1 ? [] : this.#places.splice(index, 1);
    // The reserved child could not have served them: only a general one given away counts.
    if (kind === "general") for (const ahead of this.#places.slice(0, Math.max(index, 0))) ahead.overtaken += 1;
    return place?.claim;
  }

  /** Takes out everybody. */
  clear(): T[] {
    return this.#places.splice(0).map(({ claim }) => claim);
  }

  #nextGeneral(): number {
    const firstAvif = this.#places.findIndex(({ claim }) => claim.avif);
    const firstOther = this.#places.findIndex(({ claim }) => !claim.avif);
    if (firstOther === -1) return firstAvif;
    const patient = this.#places[firstAvif];
    return patient !== undefined && firstAvif < firstOther && patient.overtaken >= maxOvertakes ? firstAvif : firstOther;
  }
}
