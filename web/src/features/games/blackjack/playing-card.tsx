import { cardWords } from '../words';

/** Shapes of the suits, each its own, so that colour is never needed. */
const SUIT_PATHS: Record<string, string> = {
  S: 'M12 2c3 5 9 7 9 12a4.5 4.5 0 0 1-8 3c0 2 1 4 2 5H9c1-1 2-3 2-5a4.5 4.5 0 0 1-8-3C3 9 9 7 12 2Z',
  H: 'M12 21C6 16 2 12.5 2 8a5 5 0 0 1 10-1 5 5 0 0 1 10 1c0 4.5-4 8-10 13Z',
  D: 'M12 1.5 20.5 12 12 22.5 3.5 12Z',
  C: 'M12 2a4.5 4.5 0 0 1 4 6.6a4.5 4.5 0 1 1-3 7.9c0 2.5 1 4.5 2 5.5H9c1-1 2-3 2-5.5a4.5 4.5 0 1 1-3-7.9A4.5 4.5 0 0 1 12 2Z',
};

const rankText = (rank: string) => (rank === 'T' ? '10' : rank);

interface Props {
  card: string;
  /** Its place in the hand: cards are dealt one after the other. */
  index: number;
}

export function PlayingCard({ card, index }: Props) {
  const suit = card.charAt(1);
  const colour = suit === 'H' || suit === 'D' ? 'text-pocket-red' : 'text-card-ink';
  return (
    <span
      role="img"
      aria-label={cardWords(card)}
      data-card={card}
      style={{ '--at': index } as React.CSSProperties}
      className={`deal relative flex aspect-[5/7] w-[62px] flex-col justify-between rounded-md border border-control bg-card p-1.5 shadow-[0_3px_10px_var(--shade)] sm:w-[84px] sm:p-2 ${colour} ${index > 0 ? '-ml-6 sm:-ml-8' : ''}`}
    >
      <span className="flex flex-col items-center self-start leading-none">
        <span className="num text-md font-bold sm:text-lg">{rankText(card.charAt(0))}</span>
        <Suit suit={suit} className="size-3.5 sm:size-4" />
      </span>
      <Suit suit={suit} className="size-7 self-end sm:size-10" />
    </span>
  );
}

function Suit({ suit, className }: { suit: string; className: string }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden className={`${className} fill-current`}>
      <path d={SUIT_PATHS[suit]} />
    </svg>
  );
}

/** A card that does not exist yet: it is drawn when the player is done. */
export function CardToCome() {
  return (
    <span
      role="img"
      aria-label="The dealer's next card, not drawn yet"
      className="hatched -ml-6 flex aspect-[5/7] w-[62px] rounded-md border border-dashed border-control sm:-ml-8 sm:w-[84px]"
    />
  );
}
