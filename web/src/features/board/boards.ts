/** The boards there are, over which windows, and how often they are asked for. */

import type { Board, BoardWindow } from '~/shared/api/types';

export const BOARDS: readonly { value: Board; label: string }[] = [
  { value: 'net_won', label: 'Net won' },
  { value: 'balance', label: 'Balance' },
  { value: 'biggest_win', label: 'Biggest win' },
  { value: 'wagered', label: 'Staked' },
];

export const WINDOWS: readonly { value: BoardWindow; label: string }[] = [
  { value: 'day', label: 'Today' },
  { value: 'week', label: 'This week' },
  { value: 'all', label: 'All time' },
];

export const SHOWN = 25;
export const REFRESH_MS = 3000;

export const asBoard = (text: string | null): Board =>
  BOARDS.find(({ value }) => value === text)?.value ?? 'net_won';

/** Balances are what all time has made of them; other boards begin with today: old ones stand still. */
export const asWindow = (board: Board, text: string | null): BoardWindow =>
  board === 'balance' ? 'all' : (WINDOWS.find(({ value }) => value === text)?.value ?? 'day');
