let next: usize = 0;

/** Starts again at the bottom, all of it zero; memory taken earlier is void. */
export function clear(): void {
  const bottom = (__heap_base + 15) & ~(<usize>15);
  if (next > bottom) memory.fill(bottom, 0, next - bottom);
  next = bottom;
}

/** Zeroed memory, aligned to 16 bytes, grown by no more than is asked for. */
export function take(bytes: usize): usize {
  const start = next;
  next = (start + bytes + 15) & ~(<usize>15);
  const pages = <i32>((next + 0xffff) >>> 16);
  if (pages > memory.size() && memory.grow(pages - memory.size()) < 0) unreachable();
  return start;
}
