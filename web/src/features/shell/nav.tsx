import { Activity, Network, ReceiptText, Spade, Trophy, User } from 'lucide-react';
import { NavLink } from 'react-router';
import { useSession } from '~/shared/api/session';

const PLAY = { to: '/play', label: 'Play', icon: Spade };
const BETS = { to: '/bets', label: 'Bets', icon: ReceiptText };
const BOARD = { to: '/leaderboard', label: 'Board', icon: Trophy };
const SYSTEM = { to: '/system', label: 'System', icon: Activity };
const ME = { to: '/me', label: 'Me', icon: User };
const MAP = { to: '/architecture', label: 'Architecture', icon: Network };

export function TopNav() {
  const isPlaying = useSession() !== null;
  const links = [
    PLAY,
    ...(isPlaying
      ? [
          { ...ME, label: 'Dashboard' },
          { ...BETS, label: 'My bets' },
        ]
      : []),
    { ...BOARD, label: 'Leaderboard' },
    SYSTEM,
    MAP,
  ];
  return (
    <nav aria-label="Pages" className="hidden lg:block">
      <ul className="flex flex-wrap items-center gap-1">
        {links.map(({ to, label }) => (
          <li key={to}>
            <NavLink
              to={to}
              end={to === '/system'}
              className="flex min-h-10 items-center rounded-md px-3 font-medium text-text-2 hover:bg-s2 hover:text-text aria-[current=page]:bg-s2 aria-[current=page]:text-text aria-[current=page]:forced-chosen"
            >
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}

/** On phones: under the thumb. */
export function BottomBar() {
  return (
    <nav
      aria-label="Pages"
      className="fixed inset-x-0 bottom-0 z-30 border-t border-line bg-s1 pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      <ul className="mx-auto flex max-w-[640px]">
        {[PLAY, BETS, BOARD, SYSTEM, ME].map(({ to, label, icon: Icon }) => (
          <li key={to} className="flex-1">
            <NavLink
              to={to}
              className="flex min-h-14 flex-col items-center justify-center gap-0.5 text-xs font-medium text-text-2 aria-[current=page]:text-accent aria-[current=page]:forced-chosen"
            >
              <Icon aria-hidden className="size-5" />
              {label}
            </NavLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
