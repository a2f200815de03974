/** A moment as it is stored: milliseconds since 1970, or none. */
export type Moment = number | null;

export const momentOf = (milliseconds: Moment): Date | null => (milliseconds === null ? null : new Date(milliseconds));
