/**
 * The order in which a server-side apply leaves the items of a keyed list or a set: the applied
 * items in their order, live's own items where they stood between them. As structured-merge-diff's
 * `visitListItems` merges them; ids are unique on each side.
 */
export function mergedOrder(live: readonly string[], applied: readonly string[]): string[] {
  const inLive = new Set(live);
  const inApplied = new Set(applied);
  const shared = applied.filter((id) => inLive.has(id));
  const merged = new Set<string>();
  const out: string[] = [];
  let nextShared = shared.shift();
  let l = 0;
  let a = 0;
  while (l < live.length || a < applied.length) {
    const fromLive = live[l];
    const fromApplied = applied[a];
    if (fromLive !== undefined && fromApplied !== undefined) {
      if (fromLive === fromApplied) {
        merged.add(fromLive);
        out.push(fromLive);
        l += 1;
        a += 1;
        nextShared = shared.shift();
        continue;
      }
      if (inApplied.has(fromLive) && nextShared !== undefined && nextShared !== fromLive) {
        l += 1;
        continue;
      }
    }
    if (fromLive !== undefined) {
      if (!inApplied.has(fromLive)) {
        out.push(fromLive);
        l += 1;
        continue;
      }
      if (merged.has(fromLive)) l += 1;
    }
    if (fromApplied !== undefined) {
      merged.add(fromApplied);
      out.push(fromApplied);
      a += 1;
      if (nextShared === fromApplied) nextShared = shared.shift();
    }
  }
  return out;
}
