import { Link } from 'react-router';
import { MoneyText, Net } from '~/components/ui/money-text';
import type { BetRow } from '~/shared/api/types';
import { moneyFromJson } from '~/shared/money/money';
import { formatDate } from '~/shared/time/format';
import { gameTitle } from '../games/rules';

const STATUS: Record<BetRow['status'], string> = {
  placed: '◐ your move',
  won: '▲ won',
  lost: '▽ lost',
  push: '= push',
};

interface Props {
  caption: string;
  bets: readonly BetRow[];
}

/** A table on wide screens, cards with the same fields in the same order on phones. */
export function BetTable({ caption, bets }: Props) {
  return (
    <table className="num w-full max-sm:block">
      <caption className="px-4 pt-4 pb-2 text-left text-md font-bold max-sm:block">
        {caption}
      </caption>
      <thead className="max-sm:sr-only">
        <tr className="border-b border-line text-sm text-muted">
          <th scope="col" className="px-4 py-2 text-left font-medium">
            Time
          </th>
          <th scope="col" className="px-2 py-2 text-left font-medium">
            Game
          </th>
          <th scope="col" className="px-2 py-2 text-left font-medium">
            Result
          </th>
          <th scope="col" className="px-2 py-2 text-right font-medium">
            Staked
          </th>
          <th scope="col" className="px-2 py-2 text-right font-medium">
            Returned
          </th>
          <th scope="col" className="px-2 py-2 text-right font-medium">
            Net
          </th>
          <th scope="col" className="px-4 py-2 text-right font-medium">
            Commit
          </th>
        </tr>
      </thead>
      <tbody className="max-sm:block">
        {bets.map((bet) => (
          <Row key={bet.bet_id} bet={bet} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ bet }: { bet: BetRow }) {
  const isOpen = bet.status === 'placed';
  return (
    <tr className="border-b border-line last:border-0 hover:bg-s2 max-sm:grid max-sm:grid-cols-2 max-sm:px-4 max-sm:py-2 [contain-intrinsic-size:auto_40px] [content-visibility:auto]">
      <td className="px-4 py-2.5 whitespace-nowrap max-sm:px-0 max-sm:py-0.5">
        <Link to={`/bets/${bet.bet_id}`} className="text-accent underline">
          {formatDate(bet.timestamp)}
        </Link>
      </td>
      <td className="px-2 py-2.5 max-sm:px-0 max-sm:py-0.5 max-sm:text-right">
        {gameTitle(bet.game_type)}
      </td>
      <td className="px-2 py-2.5 text-text-2 max-sm:px-0 max-sm:py-0.5">
        {isOpen ? (
          <Link to={`/play/${bet.game_type}`} className="text-accent underline">
            {STATUS.placed}
          </Link>
        ) : (
          STATUS[bet.status]
        )}
      </td>
      <Amount name="Staked">
        <MoneyText money={moneyFromJson(bet.amount)} />
      </Amount>
      <Amount name="Returned">
        {bet.payout === null || bet.payout === undefined ? (
          '—'
        ) : (
          <MoneyText money={moneyFromJson(bet.payout)} />
        )}
      </Amount>
      <Amount name="Net">
        {bet.profit === null || bet.profit === undefined ? (
          '—'
        ) : (
          <Net money={moneyFromJson(bet.profit)} />
        )}
      </Amount>
      <td className="px-4 py-2.5 text-right font-mono text-sm text-muted max-sm:hidden">
        {bet.position}
      </td>
    </tr>
  );
}

function Amount({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <td
      className={`px-2 py-2.5 text-right max-sm:px-0 max-sm:py-0.5 ${name === 'Returned' ? 'max-sm:text-left' : ''}`}
    >
      <span className="mr-1 text-sm text-muted sm:hidden">{name}</span>
      {children}
    </td>
  );
}
