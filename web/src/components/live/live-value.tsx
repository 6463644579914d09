/**
 * A value with its origin and its age. Six states, told apart by pattern, mark and words, never by
 * colour alone. With X-ray on, every value says which view it comes from and at which position.
 */

import { CircleHelp } from 'lucide-react';
import type { ReactNode } from 'react';
import { usePrefs } from '~/shared/prefs/prefs';
import { useNow } from '~/shared/time/clock';
import { formatAge } from '~/shared/time/format';

export type Freshness =
  | { kind: 'confirmed' }
  | { kind: 'optimistic' }
  | { kind: 'behind'; commits: number }
  | { kind: 'stale'; at: number }
  | { kind: 'disconnected'; at: number | null }
  | { kind: 'unknown'; why: string };

export interface Origin {
  /** The view it was read from, or what the browser made it of. */
  view: string;
  position: string | null;
  at: number | null;
}

interface Props {
  freshness: Freshness;
  origin?: Origin;
  children: ReactNode;
}

export function LiveValue({ freshness, origin, children }: Props) {
  const { xray } = usePrefs();
  return (
    <span
      data-freshness={freshness.kind}
      className={`inline-flex flex-col ${xray && origin ? `rounded-sm outline-1 outline-offset-4 ${OUTLINES[freshness.kind]}` : ''}`}
    >
      <span className="inline-flex flex-wrap items-baseline gap-x-1.5">
        <Shown freshness={freshness}>{children}</Shown>
      </span>
      {xray && origin && <Label origin={origin} />}
    </span>
  );
}

const OUTLINES: Record<Freshness['kind'], string> = {
  confirmed: 'outline-view',
  optimistic: 'outline-dashed outline-command',
  behind: 'outline-dotted outline-view',
  stale: 'outline-dotted outline-control',
  disconnected: 'outline-dotted outline-control',
  unknown: 'outline-dotted outline-control',
};

function Shown({ freshness, children }: Omit<Props, 'origin'>) {
  switch (freshness.kind) {
    case 'confirmed':
      return children;
    case 'optimistic':
      return (
        <span className="hatched">
          {children}
          <span className="sr-only">, pending, not yet in the read model</span>
        </span>
      );
    case 'behind':
      return (
        <>
          <span className="text-text-2">{children}</span>
          <BehindMark commits={freshness.commits} />
        </>
      );
    case 'stale':
      return <Aged at={freshness.at}>{children}</Aged>;
    case 'disconnected':
      return <Aged at={freshness.at}>{children}</Aged>;
    case 'unknown':
      return (
        <span className="text-text-2" title={freshness.why}>
          <CircleHelp aria-hidden className="inline size-4" />
          <span className="sr-only">unknown: {freshness.why}</span>
        </span>
      );
  }
}

/** By how many commits a view falls short of what this player did; nothing when it does not. */
export function BehindMark({ commits }: { commits: number }) {
  if (commits === 0) return null;
  return (
    <span className="num text-xs whitespace-nowrap text-warn">
      <span aria-hidden>◐</span> {commits} behind
    </span>
  );
}

function Aged({ at, children }: { at: number | null; children: ReactNode }) {
  const now = useNow();
  return (
    <>
      <span className="text-muted">{children}</span>
      {at !== null && (
        <span className="num text-xs whitespace-nowrap text-muted">
          as of {formatAge(now - at)}
        </span>
      )}
    </>
  );
}

function Label({ origin }: { origin: Origin }) {
  const now = useNow();
  return (
    <span className="mt-0.5 font-mono text-xs font-normal text-view">
      {origin.view}
      {origin.position && ` @${origin.position.length > 24 ? 'vector' : origin.position}`}
      {origin.at !== null && `, ${formatAge(now - origin.at)}`}
    </span>
  );
}
