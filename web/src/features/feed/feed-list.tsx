import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { Net } from '~/components/ui/money-text';
import { type Feed, useFeed, useLiveStatus } from '~/shared/live/state';
import { format, moneyFromJson } from '~/shared/money/money';
import { usePrefs } from '~/shared/prefs/prefs';
import { gameTitle } from '../games/rules';
import { drawnWords } from '../games/words';
import { handleOf } from '../players/handle';
import { useSlowed } from './slowed';
import { unheardWords } from './unheard';

const CALM_MS = 5000;
const TABLE_MS = 400;
const ROW_PX = 36;
const FOOT_PX = 36;

interface Props {
  max: number;
  except?: string | null;
  /** There is room for what was drawn. */
  wide?: boolean;
}

/** Bets as they are settled, newest on top, with a pause. */
export function FeedList({ max, except = null, wide = false }: Props) {
  const { calm } = usePrefs();
  const live = useSlowed(useFeed(), calm ? CALM_MS : TABLE_MS);
  const [held, setHeld] = useState<Feed | null>(null);
  const status = useLiveStatus();
  const { bets, suppressed, hasGap } = held ?? live;
  const rows = bets
    .filter((bet) => bet.status !== 'placed' && bet.player_id !== except)
    .slice(0, max);
  const Icon = held ? Play : Pause;

  // Rows come in without pushing anything away.
  const room = max * ROW_PX + FOOT_PX;

  if (rows.length === 0) {
    return (
      <p className="px-4 pb-2 text-text-2" style={{ minHeight: room }}>
        {unheardWords(status) ??
          'Nobody else has bet since you came. Bets appear here as they are settled.'}
      </p>
    );
  }
  return (
    <div style={{ minHeight: room }}>
      <div role="log" aria-live="off" aria-label="Settled bets, newest first">
        <ol>
          {rows.map((bet) => (
            <li
              key={bet.bet_id}
              className={`fresh grid min-h-9 grid-cols-[minmax(0,1fr)_auto_88px] items-center gap-2 px-4 ${wide ? 'md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,2fr)_120px_120px]' : ''}`}
            >
              <Link
                to={`/players/${encodeURIComponent(bet.player_id)}`}
                className="truncate text-text-2 hover:text-text hover:underline"
              >
                {handleOf(bet.player_id)}
              </Link>
              <span className="text-sm text-muted">{gameTitle(bet.game_type)}</span>
              {wide && (
                <>
                  <span className="truncate text-sm text-text-2 max-md:hidden">
                    {drawnWords(bet.game_type, bet.drawn)}
                  </span>
                  <span className="num text-right text-sm text-text-2 max-md:hidden">
                    {format(moneyFromJson(bet.amount))}
                  </span>
                </>
              )}
              <span className="text-right">
                <Net money={moneyFromJson(bet.profit ?? 0)} plain />
              </span>
            </li>
          ))}
        </ol>
      </div>
      <div className="mt-1 flex items-center justify-between px-4 text-sm text-muted">
        <button
          type="button"
          className="flex min-h-8 items-center gap-1.5 hover:text-text"
          onClick={() => setHeld(held ? null : live)}
        >
          <Icon aria-hidden className="size-4" /> {held ? 'Go on' : 'Pause'}
        </button>
        <span className="num">
          {suppressed > 0 && `+${suppressed} more, too fast to list`}
          {suppressed > 0 && hasGap && ' · '}
          {hasGap && 'some were missed'}
        </span>
      </div>
    </div>
  );
}
