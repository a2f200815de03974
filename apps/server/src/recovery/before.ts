/** So many seconds before the moment. */
export const before = (now: Date, seconds: number): Date => new Date(now.getTime() - seconds * 1000);
