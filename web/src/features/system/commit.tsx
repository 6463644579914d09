import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { CopyButton } from '~/components/ui/copy';
import { Segments } from '~/components/ui/segments';
import type { CommitRow } from '~/shared/api/types';
import { formatExact } from '~/shared/time/format';
import { ownerOf, typesOf } from './log-filter';

interface Props {
  commit: CommitRow;
  isOpen: boolean;
}

/** A commit in one line, which opens to what is in it. */
export function Commit({ commit, isOpen }: Props) {
  return (
    <li className="border-b border-line last:border-0">
      <details open={isOpen}>
        <summary className="grid min-h-10 grid-cols-[88px_minmax(0,1fr)] items-center gap-x-4 gap-y-0.5 px-4 py-1.5 hover:bg-s2 md:grid-cols-[96px_minmax(0,1fr)_160px_200px]">
          <span className="num font-mono text-sm">{commit.position}</span>
          <span className="flex flex-wrap gap-1">
            {typesOf(commit).map((type, index) => (
              <span
                key={index}
                className="rounded-sm border border-event px-1.5 font-mono text-xs leading-5 text-event"
              >
                {type}
              </span>
            ))}
          </span>
          <span className="truncate text-sm text-text-2 max-md:col-start-2">{ownerOf(commit)}</span>
          <span className="num text-right text-sm text-muted max-md:col-start-2 max-md:text-left">
            {formatExact(commit.time_ms).slice(11)}
          </span>
        </summary>
        <div className="flex flex-col gap-2 bg-s2 px-4 py-3">
          <Links commit={commit} />
          {commit.is_withheld && (
            <p className="text-text-2 text-sm">
              Another player&rsquo;s: shown is what everybody may know of it.
            </p>
          )}
          <Content commit={commit} />
        </div>
      </details>
    </li>
  );
}

/** What a commit follows from, and what there is to read of it elsewhere. */
function Links({ commit }: { commit: CommitRow }) {
  const [query] = useSearchParams();
  const bet = commit.events.map((event) => event['bet_id']).find((id) => typeof id === 'string');
  const related = new URLSearchParams(query);
  related.set('correlation', commit.correlation_id ?? '');
  return (
    <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-sm text-text-2">
      {commit.hash && (
        <span>
          hash <CopyButton text={commit.hash} />
        </span>
      )}
      {commit.prev && (
        <span>
          after <CopyButton text={commit.prev} />
        </span>
      )}
      {commit.correlation_id && (
        <span>
          correlation <CopyButton text={commit.correlation_id} />{' '}
          <Link className="text-accent underline" to={`?${related.toString()}`}>
            only this
          </Link>
        </span>
      )}
      {typeof bet === 'string' && (
        <Link className="text-accent underline" to={`/bets/${bet}`}>
          receipt
        </Link>
      )}
    </p>
  );
}

const VIEWS = [
  { value: 'events', label: 'Events' },
  { value: 'raw', label: 'Raw' },
] as const;

/** What happened; raw is the whole commit, as the API gave it. */
function Content({ commit }: { commit: CommitRow }) {
  const [view, setView] = useState<(typeof VIEWS)[number]['value']>('events');
  return (
    <>
      <Segments
        legend={`View of ${commit.position}`}
        value={view}
        options={VIEWS}
        onChange={setView}
        className="w-fit"
      />
      <pre className="font-mono text-sm break-all whitespace-pre-wrap">
        {JSON.stringify(view === 'raw' ? commit : commit.events, null, 2)}
      </pre>
    </>
  );
}
