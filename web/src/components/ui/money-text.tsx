import { ArrowDown, ArrowUp } from 'lucide-react';
import { format, formatSigned, type Money } from '~/shared/money/money';

/** An amount, in digits of one width. */
export function MoneyText({ money, className = '' }: { money: Money; className?: string }) {
  return <span className={`num ${className}`}>{format(money)}</span>;
}

/** Won or lost: a sign, an arrow and a word as well as a colour. */
export function Net({ money, plain = false }: { money: Money; plain?: boolean }) {
  const colour = money > 0 ? 'text-win' : money < 0 ? 'text-loss' : 'text-text-2';
  const Arrow = money > 0 ? ArrowUp : ArrowDown;
  return (
    <span className={`num inline-flex items-center gap-1 whitespace-nowrap ${colour}`}>
      {formatSigned(money)}
      {money !== 0 && !plain && <Arrow aria-hidden className="size-3.5" />}
    </span>
  );
}
