/**
 * Goes with every change of a task that callers see, and with no other: `changedAt` comes from the server's clock in the very
 * write that raises `revision`.
 */
export const raise = { $inc: { revision: 1 }, $currentDate: { changedAt: true, updatedAt: true } } as const;
