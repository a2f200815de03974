/**
 * Neither deleted nor claimed nor a tombstone; of tasks, those of such images. Asked by absence and not by null, which mongod before 8
 * seeks in two places of an index and has to merge.
 */
export const visible = { hidden: { $exists: false } } as const;
