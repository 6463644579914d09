/** Positions name a commit and all before it in its partition: `2:1842`, or several of them. */

export interface Position {
  partition: number;
  seq: number;
}

export type Vector = ReadonlyMap<number, number>;

export function parsePosition(text: string): Position | null {
  const match = /^(\d+):(\d+)$/.exec(text);
  return match ? { partition: Number(match[1]), seq: Number(match[2]) } : null;
}

/** Reads `0:17,1:42`; what is no position is left out. */
export function parseVector(text: string): Vector {
  const positions = text.split(',').map((part) => parsePosition(part.trim()));
  return new Map(positions.flatMap((one) => (one ? [[one.partition, one.seq]] : [])));
}

/** Whether everything in `candidate` is at least as new as `known`, and something is newer. */
export function isNewer(candidate: string | null, known: string | null): boolean {
  if (!known) return true;
  if (!candidate) return false;
  const before = parseVector(known);
  let newer = false;
  for (const [partition, seq] of parseVector(candidate)) {
    const had = before.get(partition) ?? -1;
    if (seq < had) return false;
    newer ||= seq > had;
  }
  return newer;
}

/** Whether a view at `view` has seen the commit `commit`. */
export function covers(view: string | null, commit: string): boolean {
  const wanted = parsePosition(commit);
  if (!view || !wanted) return false;
  return (parseVector(view).get(wanted.partition) ?? -1) >= wanted.seq;
}
