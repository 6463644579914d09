import { Link } from 'react-router';
import { Panel } from '~/components/ui/panel';
import { moneyFromJson } from '~/shared/money/money';
import { type Played, useSessionLog } from '../../betting/session-log';
import type { GameName } from '../../betting/pace';
import { readPocket, readRoll } from '../drawn';
import { colourOf } from '../roulette/layout';
import { drawnWords } from '../words';
import { rollText } from '../dice/scene';

const SHOWN = 18;

/** What was played here in this tab; each opens its receipt. */
export function HistoryStrip({ game }: { game: GameName }) {
  const { latest, ended } = useSessionLog();
  const mine = latest.filter((one) => one.game === game && one.answer.result.outcome !== 'open');
  const count = ended[game] ?? 0;
  return (
    <Panel title="In this tab" aside={count > 0 && `${count} ${count === 1 ? 'bet' : 'bets'}`}>
      {mine.length === 0 ? (
        <p className="text-text-2">Your bets on this game, newest first.</p>
      ) : (
        <ol className="flex flex-wrap gap-1" aria-label="Your bets in this tab, newest first">
          {mine.slice(0, SHOWN).map((one) => (
            <li key={one.betId}>
              <Pill played={one} />
            </li>
          ))}
        </ol>
      )}
    </Panel>
  );
}

const POCKET = {
  red: 'bg-pocket-red text-white border-pocket-line forced-color-adjust-none',
  black: 'bg-pocket-black text-white border-pocket-line forced-color-adjust-none',
  green: 'bg-pocket-green text-white border-pocket-line forced-color-adjust-none',
};

function Pill({ played }: { played: Played }) {
  const { game, betId, answer } = played;
  const { drawn } = answer.result;
  const won = moneyFromJson(answer.result.profit ?? 0) > 0;
  const pocket = readPocket(drawn);
  const roll = readRoll(drawn);
  const look =
    game === 'roulette' && pocket !== null
      ? POCKET[colourOf(pocket)]
      : `bg-s2 text-text ${won ? 'border-win' : 'border-line'}`;
  const text = pocket !== null ? String(pocket) : roll !== null ? rollText(roll) : won ? '▲' : '▽';
  return (
    <Link
      to={`/bets/${betId}`}
      title={drawnWords(game, drawn)}
      aria-label={`${drawnWords(game, drawn)}, ${won ? 'won' : 'not won'}, receipt`}
      className={`num flex h-8 min-w-8 items-center justify-center rounded-sm border px-2 text-sm font-medium ${look}`}
    >
      {text}
    </Link>
  );
}
