/**
 * The balance as it may be shown. Two sources: what the write side decided (in the answer to a
 * bet, durable in the log) and what the read side has reached. Neither is ever guessed; while a
 * bet's outcome is still to be revealed, the stake alone is taken off, as a pattern says. Pure.
 */

import type { Freshness } from '~/components/live/live-value';
import { covers, isNewer } from '~/shared/live/position';
import { isConnected, heardAtOf, type Status } from '~/shared/live/status';
import { type Money, subtract } from '~/shared/money/money';

/** What the view said, and which position it spoke for. */
export interface Read {
  balance: Money;
  position: string | null;
  behindBy: number;
  at: number;
}

export type Pending =
  /** A stake on its way: nothing is known but that it is meant to leave the balance. */
  | { kind: 'reserved'; key: string; stake: Money; from: Money | null }
  /** The log has it; the views may not. */
  | { kind: 'decided'; balance: Money; position: string };

export interface Shown {
  balance: Money | null;
  freshness: Freshness;
  position: string | null;
}

/** The newer of two reads: an answer that was overtaken on the way never comes back. */
export function newest(known: Read | undefined, read: Read): Read {
  if (!known || isNewer(read.position, known.position)) return read;
  return read.position === known.position ? read : { ...known, at: Math.max(known.at, read.at) };
}

export function shownBalance(
  read: Read | undefined,
  pending: Pending | null,
  status: Status,
): Shown {
  if (pending?.kind === 'reserved') {
    const from = pending.from ?? read?.balance ?? null;
    return {
      balance: from === null ? null : subtract(from, pending.stake),
      freshness: { kind: 'optimistic' },
      position: null,
    };
  }
  if (pending?.kind === 'decided' && !covers(read?.position ?? null, pending.position)) {
    const { balance, position } = pending;
    const commits = read?.behindBy ?? 0;
    const freshness: Freshness = commits > 0 ? { kind: 'behind', commits } : { kind: 'optimistic' };
    return { balance, freshness, position };
  }
  if (!read) {
    const freshness: Freshness = { kind: 'unknown', why: 'not read yet' };
    return { balance: null, freshness, position: null };
  }
  return { balance: read.balance, position: read.position, freshness: ageOf(read, status) };
}

function ageOf(read: Read, status: Status): Freshness {
  if (read.behindBy > 0) return { kind: 'behind', commits: read.behindBy };
  if (isConnected(status) || status.kind === 'connecting') return { kind: 'confirmed' };
  return { kind: 'disconnected', at: Math.max(heardAtOf(status) ?? 0, read.at) };
}
