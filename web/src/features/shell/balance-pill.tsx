import { Link } from 'react-router';
import { LiveValue } from '~/components/live/live-value';
import { GuestButton } from '../session/guest-button';
import { format } from '~/shared/money/money';
import { useWallet } from '../wallet/wallet';

/** The balance, in whatever state it is; without a player, the way to become one. */
export function BalancePill() {
  const { player, balance, freshness, position, at } = useWallet();
  if (!player) return <GuestButton label="Play as guest" compact />;
  return (
    <Link
      to="/me"
      data-testid="balance"
      className="num flex min-h-10 items-center gap-2 rounded-md border border-line bg-s1 px-3 font-medium whitespace-nowrap hover:bg-s2"
    >
      <span className="sr-only">Balance</span>
      <LiveValue freshness={freshness} origin={{ view: 'balance', position, at }}>
        {balance === null ? '—' : format(balance)}
      </LiveValue>
      <span className="text-sm text-text-2 max-sm:sr-only">cr</span>
    </Link>
  );
}
