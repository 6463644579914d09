import { useEffect } from 'react';
import { BehindMark } from '~/components/live/live-value';
import { buttonClass } from '~/components/ui/button';
import { announce } from '~/shared/a11y/announcer';

interface Props {
  /** How many bets wait above what is read. */
  count: number;
  /** How many commits the list cannot have yet. */
  lack: number;
  show: () => void;
}

/** What waits for a reader, told over the list so that it moves nothing in it. */
export function NewBets({ count, lack, show }: Props) {
  const isAny = count > 0;
  useEffect(() => {
    if (isAny) announce('There are new bets above.');
  }, [isAny]);
  return (
    <div className="sticky top-16 z-20 flex h-0 items-start justify-center gap-2">
      {isAny && (
        <button type="button" className={buttonClass('primary', 'num')} onClick={show}>
          ▲ {count} new {count === 1 ? 'bet' : 'bets'}
        </button>
      )}
      {lack > 0 && (
        <span className="panel px-3 py-2">
          <BehindMark commits={lack} />
        </span>
      )}
    </div>
  );
}
