import { Download } from 'lucide-react';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import { Link, useSearchParams } from 'react-router';
import { BehindMark } from '~/components/live/live-value';
import { useFocused, useScrolledPast } from '~/components/live/use-held';
import { useTaken } from '~/components/live/use-taken';
import { Button, buttonClass } from '~/components/ui/button';
import { MoneyText, Net } from '~/components/ui/money-text';
import { Empty, Failed, Loading } from '~/components/ui/states';
import { useSession } from '~/shared/api/session';
import type { BetRow } from '~/shared/api/types';
import { GuestButton } from '../session/guest-button';
import { Page } from '../shell/page';
import { BetFilters } from './bet-filters';
import { BetTable } from './bet-table';
import { saveCsv } from './csv';
import { matches, readFilters, totalsOf } from './filters';
import { divide, heldOf } from './held';
import { useHistory } from './history';
import { NewBets } from './new-bets';
import { lackOf, rowsOf } from './pages';

export function MyBets() {
  const player = useSession()?.playerId ?? null;
  if (player) return <Own player={player} />;
  return (
    <Page title="My bets">
      <div className="panel">
        <Empty title="Nobody plays in this browser" action={<GuestButton />}>
          Your bets are listed here, with a receipt for each.
        </Empty>
      </div>
    </Page>
  );
}

function Own({ player }: { player: string }) {
  const list = useRef<HTMLElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const isScrolled = useScrolledPast(top);
  const isFocused = useFocused(list);
  const isRead = isScrolled || isFocused;
  const history = useHistory(player, isRead);
  const [query] = useSearchParams();
  const filters = readFilters(query);
  const rows = rowsOf(history.data?.pages);
  const isWanted = (bet: BetRow) => matches(bet, filters);
  const [held, release] = useTaken(isRead, `${player}?${query.toString()}`, () =>
    heldOf(rows.filter(isWanted)),
  );
  const { open, ended, freshCount } = divide(rows, isWanted, held);
  const shown = [...open, ...ended];
  const lack = lackOf(history.data?.pages);

  const showNew = () => {
    flushSync(release);
    list.current?.scrollIntoView();
    list.current?.focus({ preventScroll: true });
  };

  return (
    <Page
      title="My bets"
      lead="Every bet has a receipt: what was drawn, from which seed, and where its time went."
      aside={
        <Button disabled={shown.length === 0} onClick={() => saveCsv(shown)}>
          <Download aria-hidden className="size-4" /> CSV
        </Button>
      }
    >
      <div className="flex flex-wrap items-end gap-3">
        <BetFilters filters={filters} />
        <Sums bets={ended} isAll={!history.hasNextPage} />
      </div>
      <section ref={list} tabIndex={-1} aria-label="Bets" data-held={held !== null}>
        <NewBets count={freshCount} lack={held ? lack : 0} show={showNew} />
        <div className="panel overflow-hidden">
          <div ref={top} />
          {!held && <Lack commits={lack} />}
          {history.isPending && <Loading what="your bets" className="m-4 h-[400px]" />}
          {history.isError && <Failed error={history.error} retry={() => void history.refetch()} />}
          {history.isSuccess && rows.length === 0 && (
            <Empty
              title="No bets yet"
              action={
                <Link to="/play" className={buttonClass('primary')}>
                  Play
                </Link>
              }
            >
              Your account is open. The first bet you place will be the first row here.
            </Empty>
          )}
          {rows.length > 0 && shown.length === 0 && (
            <Empty title="No bets match">
              {history.hasNextPage
                ? `None of the latest ${rows.length}; older ones are not loaded yet.`
                : 'None of all your bets.'}
            </Empty>
          )}
          {open.length > 0 && <BetTable caption={openWords(open)} bets={open} />}
          {ended.length > 0 && <BetTable caption="Settled bets, newest first" bets={ended} />}
        </div>
      </section>
      {history.hasNextPage && (
        <div className="flex justify-center">
          <Button
            disabled={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {history.isFetchingNextPage ? 'Loading…' : 'Load older bets'}
          </Button>
        </div>
      )}
    </Page>
  );
}

/** A round that ended while it was read is still in its place, and is not open any more. */
const openWords = (rounds: readonly BetRow[]): string =>
  rounds.every(({ status }) => status === 'placed')
    ? 'Open rounds'
    : 'Rounds that were open when you began to read';

/** What the list cannot have yet, said where its newest rows would be. */
function Lack({ commits }: { commits: number }) {
  if (commits === 0) return null;
  return (
    <p className="border-b border-line px-4 py-2.5 text-sm text-text-2">
      <BehindMark commits={commits} /> Your latest bets are recorded, and not in this list yet.
    </p>
  );
}

function Sums({ bets, isAll }: { bets: readonly BetRow[]; isAll: boolean }) {
  const { staked, returned, net } = totalsOf(bets);
  if (bets.length === 0) return null;
  return (
    <p className="num ml-auto py-2 text-text-2" data-testid="totals">
      {isAll ? '' : `Latest ${bets.length}: `}staked{' '}
      <MoneyText money={staked} className="text-text" /> · returned{' '}
      <MoneyText money={returned} className="text-text" /> · net <Net money={net} />
    </p>
  );
}
