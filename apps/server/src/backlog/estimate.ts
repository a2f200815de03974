/** Until the last of so many is done; rounded up the more the longer it is, for that is how well it is known. */
export function estimatedSeconds(tasks: number, perSecond: number | null): number | null {
  if (perSecond === null) return null;
  const seconds = Math.max(1, tasks) / perSecond;
  const step = seconds <= 60 ? 1 : seconds <= 600 ? 10 : 60;
  return Math.max(1, Math.ceil(seconds / step) * step);
}
