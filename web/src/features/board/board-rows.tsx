import { Link } from 'react-router';
import { Net } from '~/components/ui/money-text';
import { useSession } from '~/shared/api/session';
import type { Board } from '~/shared/api/types';
import { format, moneyFromJson } from '~/shared/money/money';
import { handleOf } from '../players/handle';
import { BOARDS } from './boards';
import type { Place } from './order';

interface Props {
  board: Board;
  places: readonly Place[];
  caption: React.ReactNode;
}

export function BoardRows({ board, places, caption }: Props) {
  const me = useSession()?.playerId ?? null;
  return (
    <table className="num w-full">
      <caption className="px-4 pt-3 pb-1 text-left text-sm text-text-2">{caption}</caption>
      <thead>
        <tr className="border-b border-line text-sm text-muted">
          <th scope="col" className="w-16 px-4 py-2 text-right font-medium">
            Rank
          </th>
          <th scope="col" className="px-2 py-2 text-left font-medium">
            Player
          </th>
          <th scope="col" className="px-4 py-2 text-right font-medium">
            {BOARDS.find(({ value }) => value === board)?.label}
          </th>
        </tr>
      </thead>
      <tbody>
        {places.map(({ player, entry }) => (
          <tr
            key={player}
            className={`border-b border-line last:border-0 ${player === me ? 'bg-s3' : 'hover:bg-s2'}`}
          >
            <td
              className={`px-4 py-2.5 text-right ${entry && entry.rank <= 3 ? 'font-bold' : 'text-text-2'}`}
            >
              {entry?.rank ?? '—'}
            </td>
            <th scope="row" className="px-2 py-2.5 text-left font-medium">
              <Link className="hover:underline" to={`/players/${encodeURIComponent(player)}`}>
                {handleOf(player)}
              </Link>
              {player === me && <span className="ml-2 text-sm text-accent">you</span>}
            </th>
            <td className="px-4 py-2.5 text-right font-medium">
              {entry ? (
                <Value board={board} value={entry.value} />
              ) : (
                <span className="font-normal text-text-2">no longer here</span>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Value({ board, value }: { board: Board; value: number }) {
  const money = moneyFromJson(value);
  return board === 'net_won' ? <Net money={money} /> : format(money);
}
