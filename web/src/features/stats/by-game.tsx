import { Link } from 'react-router';
import { Net } from '~/components/ui/money-text';
import { Scrolling } from '~/components/ui/scrolling';
import type { GameStats } from '~/shared/api/types';
import { format, moneyFromJson, subtract } from '~/shared/money/money';
import { gameTitle } from '../games/rules';

interface Props {
  games: readonly GameStats[];
  /** Where a game's name leads. */
  linkTo?: (game: string) => string;
}

/** What share of what was settled came back, in percent; null before anything was. */
export function returnOf({ settled, paid }: Pick<GameStats, 'settled' | 'paid'>): number | null {
  const stake = moneyFromJson(settled);
  return stake === 0 ? null : (moneyFromJson(paid) / stake) * 100;
}

/** What each game took and gave back; open stakes are staked, and not settled yet. */
export function ByGame({ games, linkTo }: Props) {
  const rows = games.filter((game) => game.bets > 0);
  if (rows.length === 0)
    return <p className="px-4 pb-2 text-text-2">Nothing has been played yet.</p>;
  return (
    <Scrolling label="Every game, in columns">
      <table className="num w-full">
        <thead>
          <tr className="border-b border-line text-sm text-muted">
            <th scope="col" className="px-4 py-2 text-left font-medium">
              Game
            </th>
            <th scope="col" className="px-2 py-2 text-right font-medium">
              Bets
            </th>
            <th scope="col" className="px-2 py-2 text-right font-medium max-sm:hidden">
              Staked
            </th>
            <th scope="col" className="px-2 py-2 text-right font-medium">
              Returned
            </th>
            <th scope="col" className="px-4 py-2 text-right font-medium">
              Net
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((game) => (
            <tr key={game.game_type} className="border-b border-line last:border-0">
              <th scope="row" className="px-4 py-2.5 text-left font-medium">
                {linkTo ? (
                  <Link className="text-accent underline" to={linkTo(game.game_type)}>
                    {gameTitle(game.game_type)}
                  </Link>
                ) : (
                  gameTitle(game.game_type)
                )}
              </th>
              <td className="px-2 text-right">{game.bets}</td>
              <td className="px-2 text-right max-sm:hidden">
                {format(moneyFromJson(game.wagered))}
              </td>
              <td className="px-2 text-right">{returnOf(game)?.toFixed(1) ?? '—'} %</td>
              <td className="px-4 text-right">
                <Net money={subtract(moneyFromJson(game.paid), moneyFromJson(game.settled))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scrolling>
  );
}
