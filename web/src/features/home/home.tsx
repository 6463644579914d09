import { Link } from 'react-router';
import { buttonClass } from '~/components/ui/button';
import { Panel } from '~/components/ui/panel';
import { useSession } from '~/shared/api/session';
import { FeedList } from '../feed/feed-list';
import { GuestButton } from '../session/guest-button';
import { GameTiles } from './game-tiles';
import { Pipeline } from './pipeline';
import { SummaryStrip } from './summary-strip';

export function Home() {
  const isPlaying = useSession() !== null;
  return (
    <div className="flex flex-col gap-6">
      <title>Croupier · every bet is an event</title>
      <section className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pt-2">
        <div>
          <h1 className="text-3xl font-bold sm:text-4xl">Every bet is an event.</h1>
          <p className="mt-2 max-w-[60ch] text-md text-text-2">
            You bet, the write side decides and appends it to a hash-chained log, the read side
            folds the log into what you see. Nothing on these pages is drawn before it is in the
            log, and whatever lags says so.
          </p>
        </div>
        <div className="flex flex-wrap gap-3">
          {isPlaying ? (
            <Link to="/play" className={buttonClass('primary', 'min-h-12 px-6 text-md')}>
              Place a bet
            </Link>
          ) : (
            <GuestButton className="[&_button]:min-h-12 [&_button]:px-6" />
          )}
          <Link to="/architecture" className={buttonClass('secondary', 'min-h-12 px-6')}>
            Follow one bet
          </Link>
        </div>
      </section>
      <Pipeline />
      <SummaryStrip />
      <section aria-labelledby="games" className="flex flex-col gap-3">
        <h2 id="games" className="text-lg font-bold">
          Games
        </h2>
        <GameTiles />
      </section>
      <Panel title="Just settled" flush>
        <FeedList max={8} wide />
      </Panel>
    </div>
  );
}
