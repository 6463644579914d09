import { useInfiniteQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { Button, buttonClass } from '~/components/ui/button';
import { Segments } from '~/components/ui/segments';
import { Empty, Failed, Loading } from '~/components/ui/states';
import { useSession } from '~/shared/api/session';
import { usePulses } from '~/shared/live/state';
import { GuestButton } from '../session/guest-button';
import { Page } from '../shell/page';
import { Commit } from './commit';
import { loadedWords, passes, readLogFilter, typeChoices } from './log-filter';
import { LogFilters } from './log-filters';
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
  const filter = readLogFilter(query);
  const commits = log.data?.pages.flatMap((page) => page.commits) ?? [];
  const shown = commits.filter((commit) => passes(commit, filter));
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
          <Link to={`?${elsewhere(query, String(partition)).toString()}`} className={buttonClass()}>
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
          onChange={(value) => setQuery(elsewhere(query, value), { replace: true })}
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
      <LogFilters
        filter={filter}
        types={typeChoices(commits, filter.type)}
        loaded={log.isSuccess ? loadedWords(shown.length, commits.length, from) : ''}
      />
      <section aria-label="Commits" className="panel min-h-[calc(100dvh-200px)] overflow-hidden">
        {player === null && <Guests />}
        {player !== null && log.isPending && <Loading what="commits" className="m-4 h-[480px]" />}
        {log.isError && (
          <Failed error={log.error} retry={() => void log.refetch()} what="its log" />
        )}
        {log.isSuccess && commits.length === 0 && (
          <Empty title="Nothing here">This partition has no commits from there on.</Empty>
        )}
        {commits.length > 0 && shown.length === 0 && (
          <Empty title="None of these match">
            {log.hasNextPage
              ? `None of the ${commits.length} that are loaded; older ones are not loaded yet.`
              : 'None of all that this partition has from there on.'}
          </Empty>
        )}
        <ol>
          {shown.map((commit) => (
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

/** The tail of a partition, through the same filters. */
function elsewhere(query: URLSearchParams, partition: string): URLSearchParams {
  const next = new URLSearchParams(query);
  next.set('partition', partition);
  next.delete('from');
  return next;
}

function Guests() {
  return (
    <Empty title="This server shows its log only to those who play" action={<GuestButton />}>
      One click, no sign-up.
    </Empty>
  );
}
