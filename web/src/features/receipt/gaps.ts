/**
 * A scale on which a burst stays readable beside a wait that is many times as long: such a gap is
 * drawn short, as long as every other gap, and has to be marked as one. Pure.
 */

export interface Gap {
  startMs: number;
  endMs: number;
}

/** Shorter waits are part of the work. */
const GAP_MIN_MS = 100;

/** A gap is longer than so many times everything else together. */
const GAP_TIMES = 10;

/** How much of the whole width a gap has. */
const GAP_SHARE = 0.15;

/** Between which marks nothing happened for much longer than everything else took. */
export function gapsOf(marksMs: readonly number[]): Gap[] {
  const marks = [...marksMs].sort((a, b) => a - b);
  const spans = marks.slice(1).map((endMs, index) => ({ startMs: marks[index] ?? endMs, endMs }));
  const shortFirst = [...spans].sort((a, b) => lengthOf(a) - lengthOf(b));
  let restMs = 0;
  for (const span of shortFirst) {
    const spanMs = lengthOf(span);
    if (restMs > 0 && spanMs >= GAP_MIN_MS && spanMs > GAP_TIMES * restMs)
      return spans.filter((one) => lengthOf(one) >= spanMs);
    restMs += spanMs;
  }
  return [];
}

/** Where a time stands, from 0 at the start to 1 at `endMs`; `gaps` are drawn short. */
export function scaleOf(endMs: number, gaps: readonly Gap[]): (ms: number) => number {
  const restMs = endMs - gaps.reduce((all, gap) => all + lengthOf(gap), 0);
  const restShare = 1 - gaps.length * GAP_SHARE;
  return (ms) => {
    const at = Math.min(Math.max(ms, 0), endMs);
    let [passedMs, passedShare] = [0, 0];
    for (const gap of gaps) {
      const inGapMs = Math.min(Math.max(at - gap.startMs, 0), lengthOf(gap));
      passedMs += inGapMs;
      passedShare += (inGapMs / lengthOf(gap)) * GAP_SHARE;
    }
    return passedShare + (restMs > 0 ? ((at - passedMs) / restMs) * restShare : 0);
  };
}

export const lengthOf = ({ startMs, endMs }: Gap): number => endMs - startMs;
