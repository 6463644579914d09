import { isRecord } from '~/shared/storage';
import { Felt } from '../games/blackjack/felt';
import { DiceScale } from '../games/dice/scale';
import { readPocket, readRoll, readStops, readTable } from '../games/drawn';
import { Wheel } from '../games/roulette/wheel';
import { Reels } from '../games/slots/reels';

interface Props {
  game: string;
  betId: string;
  drawn: unknown;
  selection: unknown;
}

/** The outcome once more, drawn from the event alone, at rest. */
export function Drawing({ game, betId, drawn, selection }: Props) {
  const pocket = readPocket(drawn);
  const stop = readStops(drawn);
  const roll = readRoll(drawn);
  const table = readTable(isRecord(drawn) && isRecord(drawn['table']) ? drawn['table'] : drawn);
  if (game === 'roulette' && pocket !== null) {
    return (
      <div className="h-full w-full p-3">
        <Wheel pocket={pocket} spin={betId} revealMs={0} />
      </div>
    );
  }
  if (game === 'slots' && stop) {
    return <Reels stops={stop.stops} spin={betId} wins={stop.wins} isRevealed revealMs={501} />;
  }
  if (game === 'dice' && roll !== null) {
    return <DiceScale call={callOf(selection)} roll={roll} spin={betId} isRevealed revealMs={1} />;
  }
  if (game === 'blackjack' && table) return <Felt table={table} />;
  return <p className="text-text-2">Nothing is drawn yet.</p>;
}

function callOf(selection: unknown) {
  const record = isRecord(selection) ? selection : {};
  const chance = typeof record['chance'] === 'number' ? record['chance'] : 49.5;
  const direction = record['direction'] === 'under' ? ('under' as const) : ('over' as const);
  return { direction, chanceBp: Math.round(chance * 100) };
}
