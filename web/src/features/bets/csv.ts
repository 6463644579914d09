import type { BetRow } from '~/shared/api/types';
import { moneyFromJson, toInputText } from '~/shared/money/money';

const COLUMNS = ['bet_id', 'time', 'game', 'status', 'staked', 'returned', 'net', 'position'];

export function csvOf(bets: readonly BetRow[]): string {
  const amount = (value: number | null | undefined) =>
    value === null || value === undefined ? '' : toInputText(moneyFromJson(value));
  const rows = bets.map((bet) => [
    bet.bet_id,
    new Date(bet.timestamp).toISOString(),
    bet.game_type,
    bet.status,
    amount(bet.amount),
    amount(bet.payout),
    amount(bet.profit),
    bet.position,
  ]);
  return [COLUMNS, ...rows].map((row) => row.join(',')).join('\r\n') + '\r\n';
}

export function saveCsv(bets: readonly BetRow[]): void {
  const url = URL.createObjectURL(new Blob([csvOf(bets)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'croupier-bets.csv';
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
