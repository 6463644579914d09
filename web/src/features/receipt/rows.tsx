import type { ReactNode } from 'react';
import { Link } from 'react-router';

/** A row of a receipt's list of facts. */
export function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="py-0.5 text-text-2">{name}</dt>
      <dd className="min-w-0 py-0.5 break-all">{children}</dd>
    </>
  );
}

/** A commit's place, linked to the commit. */
export function Position({ text }: { text: string }) {
  const [partition = '', seq = ''] = text.split(':');
  return (
    <Link
      to={`/system/log?partition=${partition}&from=${seq}`}
      className="num font-mono text-accent underline"
    >
      {text}
    </Link>
  );
}
