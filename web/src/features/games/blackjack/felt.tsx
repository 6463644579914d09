import { format, moneyFromMinor } from '~/shared/money/money';
import type { CardTable, ShownHand } from '../drawn';
import { handResultWords } from '../words';
import { CardToCome, PlayingCard } from './playing-card';

/** The cards on the table, as the event has them. */
export function Felt({ table }: { table: CardTable | null }) {
  if (!table) {
    return (
      <p className="px-6 text-center text-text-2">
        Two cards for you, one for the dealer. The dealer&rsquo;s second card is drawn when you are
        done, so nothing is hidden on this table.
      </p>
    );
  }
  return (
    <div className="flex h-full w-full flex-col items-center justify-around gap-4 py-4">
      <div className="flex flex-col items-center gap-2">
        <Cards cards={table.dealer} more={table.active !== null} />
        <p className="text-sm text-text-2">
          Dealer <strong className="num font-bold text-text">{table.dealerTotal}</strong>
        </p>
      </div>
      <div className="flex flex-wrap items-start justify-center gap-x-6 gap-y-3">
        {table.hands.map((hand, index) => (
          <Hand
            key={index}
            hand={hand}
            isActive={table.active === index}
            of={table.hands.length}
            at={index}
          />
        ))}
      </div>
    </div>
  );
}

function Cards({ cards, more = false }: { cards: readonly string[]; more?: boolean }) {
  return (
    <div className="flex">
      {cards.map((card, index) => (
        <PlayingCard key={`${index}${card}`} card={card} index={index} />
      ))}
      {more && <CardToCome />}
    </div>
  );
}

interface HandProps {
  hand: ShownHand;
  isActive: boolean;
  at: number;
  of: number;
}

function Hand({ hand, isActive, at, of }: HandProps) {
  const won = hand.result === 'won' || hand.result === 'natural';
  return (
    <div
      data-testid="hand"
      className={`flex flex-col items-center gap-2 rounded-md border-2 p-2 ${isActive ? 'border-focus forced-colors:border-[Highlight]' : 'border-transparent forced-colors:border-[Canvas]'}`}
    >
      <Cards cards={hand.cards} />
      <p className="text-sm text-text-2">
        {of > 1 ? `Hand ${at + 1}: ` : 'You '}
        <strong className="num font-bold text-text">
          {hand.soft ? 'soft ' : ''}
          {hand.total}
        </strong>
        <span className="num"> · {format(moneyFromMinor(hand.stakeMinor))}</span>
        {isActive && <span className="sr-only">, your move</span>}
      </p>
      {hand.result && (
        <p className={`text-sm font-bold ${won ? 'text-win' : 'text-text-2'}`}>
          {handResultWords(hand.result)}
        </p>
      )}
    </div>
  );
}
