/** Every page that has an address of its own, and one that has not. */

export const ROUTES = [
  '/',
  '/play',
  '/play/roulette',
  '/play/slots',
  '/play/blackjack',
  '/play/dice',
  '/me',
  '/bets',
  '/leaderboard',
  '/players/nobody',
  '/system',
  '/system/log',
  '/architecture',
  '/no/such/page',
];
