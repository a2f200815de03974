/** When a task was last looked after, where it never was: a moment, so that an index can be walked from it. */
export const never = new Date(0);
