import { useInfiniteQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Button, buttonClass } from '~/components/ui/button';
import { CopyButton } from '~/components/ui/copy';
import { Segments } from '~/components/ui/segments';
import { Empty, Failed, Loading } from '~/components/ui/states';
import { useSession } from '~/shared/api/session';
import type { CommitRow } from '~/shared/api/types';
import { usePulses } from '~/shared/live/state';
import { formatExact } from '~/shared/time/format';
import { handleOf } from '../players/handle';
import { GuestButton } from '../session/guest-button';
import { Page } from '../shell/page';
import { readLog, usePartitions } from './queries';

const TAIL_MS = 2000;
const PARTITIONS_USUAL = 8;

export function Log() {
  const [query, setQuery] = useSearchParams();
  const [follows, setFollows] = useState(false);
  const player = useSession()?.playerId ?? null;
  const partition = Number(query.get('partition') ?? '0') || 0;
  const from = query.get('from');
  const pulse = usePulses().at(-1);
  const known = usePartitions().data?.data.partitions.length ?? pulse?.partitions.length;
  const log = useInfiniteQuery({
    queryKey: ['log', partition, from, player],
    initialPageParam: from,
    queryFn: ({ pageParam }) => readLog(partition, pageParam),
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    // Rows move only for those who ask for it.
    refetchInterval: follows && from === null ? TAIL_MS : false,
    refetchOnWindowFocus: false,
    retry: false,
    // A server that asks for a token is not asked without one.
    enabled: player !== null,
  });
  const commits = log.data?.pages.flatMap((page) => page.commits) ?? [];
  const choices = Array.from({ length: known ?? PARTITIONS_USUAL }, (_, index) => String(index));
  const Icon = follows ? Pause : Play;
  const newest = Number(commits[0]?.position.split(':')[1] ?? Number.NaN);
  const head = pulse?.partitions.find((one) => one.partition === partition)?.headSeq ?? null;
  const fresh = head === null || Number.isNaN(newest) || from !== null ? 0 : head - newest;
  return (
    <Page
      title="Log"
      lead="What happened, in order. Every commit names the hash of the one before it; nothing else is believed."
      aside={
        from === null ? (
          <Button onClick={() => setFollows(!follows)}>
            <Icon aria-hidden className="size-4" /> {follows ? 'Pause' : 'Follow the tail'}
          </Button>
        ) : (
          <Link to={`/system/log?partition=${partition}`} className={buttonClass()}>
            To the tail
          </Link>
        )
      }
    >
      <div className="flex flex-wrap items-center gap-3">
        <span className="text-sm font-medium text-text-2">Partition</span>
        <Segments
          legend="Partition"
          value={String(partition)}
          options={choices.map((value) => ({ value, label: value }))}
          onChange={(value) => setQuery({ partition: value }, { replace: true })}
        />
        <span className="text-sm text-text-2">
          {from !== null
            ? `From ${partition}:${from} backwards.`
            : follows
              ? 'The newest commits, every 2 s.'
              : 'Stands still while you read.'}
        </span>
        {fresh > 0 && !follows && (
          <Button onClick={() => void log.refetch()}>
            <span className="num">▲ {fresh} new</span>
          </Button>
        )}
      </div>
      <section aria-label="Commits" className="panel min-h-[calc(100dvh-200px)] overflow-hidden">
        {player === null && <Guests />}
        {player !== null && log.isPending && <Loading what="commits" className="m-4 h-[480px]" />}
        {log.isError && (
          <Failed error={log.error} retry={() => void log.refetch()} what="its log" />
        )}
        {log.isSuccess && commits.length === 0 && (
          <Empty title="Nothing here">This partition has no commits from there on.</Empty>
        )}
        <ol>
          {commits.map((commit) => (
            <Commit
              key={commit.position}
              commit={commit}
              isOpen={from !== null && commit.position === `${partition}:${from}`}
            />
          ))}
        </ol>
      </section>
      {log.hasNextPage && (
        <div className="flex justify-center">
          <Button disabled={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
            Go on
          </Button>
        </div>
      )}
    </Page>
  );
}

function Guests() {
  return (
    <Empty title="This server shows its log only to those who play" action={<GuestButton />}>
      One click, no sign-up.
    </Empty>
  );
}

function Commit({ commit, isOpen }: { commit: CommitRow; isOpen: boolean }) {
  const types = commit.events.map((event) => String(event['type'] ?? 'event'));
  const bet = commit.events.map((event) => event['bet_id']).find((id) => typeof id === 'string');
  return (
    <li className="border-b border-line last:border-0">
      <details open={isOpen}>
        <summary className="grid min-h-10 grid-cols-[88px_minmax(0,1fr)] items-center gap-x-4 gap-y-0.5 px-4 py-1.5 hover:bg-s2 md:grid-cols-[96px_minmax(0,1fr)_160px_200px]">
          <span className="num font-mono text-sm">{commit.position}</span>
          <span className="flex flex-wrap gap-1">
            {types.map((type, index) => (
              <span
                key={index}
                className="rounded-sm border border-event px-1.5 font-mono text-xs leading-5 text-event"
              >
                {type}
              </span>
            ))}
          </span>
          <span className="truncate text-sm text-text-2 max-md:col-start-2">
            {commit.player_id ? handleOf(commit.player_id) : 'the system'}
          </span>
          <span className="num text-right text-sm text-muted max-md:col-start-2 max-md:text-left">
            {formatExact(commit.time_ms).slice(11)}
          </span>
        </summary>
        <div className="flex flex-col gap-2 bg-s2 px-4 py-3">
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
                correlation <CopyButton text={commit.correlation_id} />
              </span>
            )}
            {typeof bet === 'string' && (
              <Link className="text-accent underline" to={`/bets/${bet}`}>
                receipt
              </Link>
            )}
          </p>
          {commit.is_withheld && (
            <p className="text-text-2 text-sm">
              Another player&rsquo;s: shown is what everybody may know of it.
            </p>
          )}
          <pre className="font-mono text-sm break-all whitespace-pre-wrap">
            {JSON.stringify(commit.events, null, 2)}
          </pre>
        </div>
      </details>
    </li>
  );
}
