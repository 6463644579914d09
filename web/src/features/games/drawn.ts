/** What was drawn, as the event has it: read strictly, because everything on a stage is made of it. */

import { isRecord } from '~/shared/storage';
import type { Win } from './slots/strips';

export interface ShownHand {
  cards: string[];
  total: number;
  soft: boolean;
  stakeMinor: number;
  result: string | null;
}

export interface CardTable {
  dealer: string[];
  dealerTotal: number;
  hands: ShownHand[];
  active: number | null;
}

const isInteger = (value: unknown): value is number => Number.isInteger(value);

export function readPocket(drawn: unknown): number | null {
  const pocket = isRecord(drawn) ? drawn['pocket'] : null;
  return isInteger(pocket) && pocket >= 0 && pocket <= 36 ? pocket : null;
}

export function readRoll(drawn: unknown): number | null {
  const roll = isRecord(drawn) ? drawn['roll'] : null;
  return isInteger(roll) && roll >= 0 && roll <= 9999 ? roll : null;
}

export function readStops(drawn: unknown): { stops: number[]; wins: Win[] } | null {
  if (!isRecord(drawn) || !Array.isArray(drawn['stops'])) return null;
  const stops = drawn['stops'].filter(isInteger).filter((stop) => stop >= 0 && stop < 32);
  if (stops.length !== 3) return null;
  const wins = Array.isArray(drawn['wins']) ? drawn['wins'].flatMap(readWin) : [];
  return { stops, wins };
}

function readWin(value: unknown): Win[] {
  if (!isRecord(value)) return [];
  const { line, symbol, run, multiplier } = value;
  if (!isInteger(line) || !isInteger(run) || !isInteger(multiplier)) return [];
  return typeof symbol === 'string' ? [{ line, symbol, run, multiplier }] : [];
}

const isCard = (value: unknown): value is string =>
  typeof value === 'string' && /^[A2-9TJQK][SHDC]$/.test(value);

export function readTable(value: unknown): CardTable | null {
  if (!isRecord(value) || !Array.isArray(value['dealer']) || !Array.isArray(value['hands'])) {
    return null;
  }
  const { dealer, dealer_total: dealerTotal, active } = value;
  if (!dealer.every(isCard) || !isInteger(dealerTotal)) return null;
  return {
    dealer,
    dealerTotal,
    hands: value['hands'].flatMap(readHand),
    active: isInteger(active) ? active : null,
  };
}

function readHand(value: unknown): ShownHand[] {
  if (!isRecord(value) || !Array.isArray(value['cards'])) return [];
  const { cards, total, soft, stake_minor: stakeMinor, result } = value;
  if (!cards.every(isCard) || !isInteger(total) || !isInteger(stakeMinor)) return [];
  return [
    {
      cards,
      total,
      soft: soft === true,
      stakeMinor,
      result: typeof result === 'string' ? result : null,
    },
  ];
}
