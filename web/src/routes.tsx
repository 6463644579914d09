import { createBrowserRouter, redirect } from 'react-router';
import { Shell } from './features/shell/shell';
import { RouteProblem } from './features/shell/route-problem';

/** The pages; each is loaded when it is first needed. */
export const router = createBrowserRouter([
  {
    element: <Shell />,
    HydrateFallback: () => null,
    children: [
      {
        ErrorBoundary: RouteProblem,
        children: [
          { path: '/', lazy: () => import('./routes/home') },
          { path: '/play', lazy: () => import('./routes/lobby') },
          { path: '/play/roulette', lazy: () => import('./routes/roulette') },
          { path: '/play/slots', lazy: () => import('./routes/slots') },
          { path: '/play/blackjack', lazy: () => import('./routes/blackjack') },
          { path: '/play/dice', lazy: () => import('./routes/dice') },
          { path: '/me', lazy: () => import('./routes/me') },
          { path: '/bets', lazy: () => import('./routes/bets') },
          { path: '/bets/:betId', lazy: () => import('./routes/receipt') },
          { path: '/leaderboard', lazy: () => import('./routes/leaderboard') },
          { path: '/players/:playerId', lazy: () => import('./routes/player') },
          { path: '/system', lazy: () => import('./routes/system') },
          { path: '/system/log', lazy: () => import('./routes/log') },
          { path: '/architecture', lazy: () => import('./routes/architecture') },
          // Links of an earlier system.
          { path: '/my-bets', loader: () => redirect('/bets') },
          {
            path: '/dashboard/:playerId',
            loader: ({ params }) => redirect(`/players/${params['playerId'] ?? ''}`),
          },
          { path: '*', lazy: () => import('./routes/not-found') },
        ],
      },
    ],
  },
]);
