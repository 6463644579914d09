import { Undo2, X } from 'lucide-react';
import { useReducer, useState } from 'react';
import { Button } from '~/components/ui/button';
import { Panel } from '~/components/ui/panel';
import { Segments } from '~/components/ui/segments';
import { format, moneyFromMinor } from '~/shared/money/money';
import { useStore } from '~/shared/store';
import { PACE } from '../../betting/pace';
import { tableOf } from '../../betting/table';
import { readPocket } from '../drawn';
import { BetPanel } from '../frame/bet-panel';
import { GameFrame } from '../frame/game-frame';
import { useRules } from '../use-rules';
import { NONE_LAID, reduceLaid, selectionOf } from './chips';
import { type Chip, labelOf, mostPaid, type Spot, total } from './layout';
import { OtherBets } from './other-bets';
import { RouletteTable } from './table';
import { Wheel } from './wheel';

const CHIPS = ['500', '1000', '2500', '10000'] as const;

export function Roulette() {
  const { state: store, freeAt, place } = tableOf('roulette');
  const state = useStore(store);
  const [laid, change] = useReducer(reduceLaid, NONE_LAID);
  const [chip, setChip] = useState<(typeof CHIPS)[number]>('1000');
  const [repeat, setRepeat] = useState<readonly Chip[]>([]);
  const { chips } = laid;
  const { limits } = useRules('roulette');
  const max = limits?.max ?? null;
  const stake = total(chips);
  const busy =
    state.phase === 'submitting' || state.phase === 'unknown' || state.phase === 'revealing';
  const decided = 'answer' in state ? state.answer : null;
  const pocket = readPocket(decided?.result.drawn);

  const blocked =
    chips.length === 0
      ? 'Lay a chip on the table first.'
      : limits && stake < limits.min
        ? `A bet is at least ${format(limits.min)}; ${format(moneyFromMinor(limits.min - stake))} more.`
        : null;

  const amount = moneyFromMinor(Number(chip));
  const lay = (spot: Spot) => change({ type: 'lay', spot, amount, max });
  const take = (spot: Spot) => change({ type: 'take', spot });
  const begin = () => {
    setRepeat(chips);
    place({ selection: selectionOf(chips) }, stake);
  };
  const layAgain = () => {
    change({ type: 'clear' });
    for (const { amount, ...spot } of repeat) change({ type: 'lay', spot, amount, max });
  };

  return (
    <GameFrame
      game="roulette"
      state={state}
      stage={
        <div className="h-full w-full p-3">
          <Wheel pocket={pocket} spin={decided?.bet_id ?? null} revealMs={PACE.roulette.revealMs} />
        </div>
      }
      panel={
        <BetPanel
          game="roulette"
          state={state}
          freeAt={useStore(freeAt)}
          stake={stake}
          onPlace={begin}
          blocked={blocked}
          paysUpTo={chips.length > 0 ? mostPaid(chips) : null}
          label="Spin"
        >
          <div>
            <p className="mb-1 text-sm font-medium text-text-2">Chip</p>
            <Segments
              legend="Chip"
              value={chip}
              options={CHIPS.map((value) => ({ value, label: String(Number(value) / 100) }))}
              onChange={setChip}
            />
          </div>
          <YourChips chips={chips} />
          <div className="grid grid-cols-3 gap-1">
            <Button
              disabled={busy || laid.before.length === 0}
              onClick={() => change({ type: 'undo' })}
            >
              <Undo2 aria-hidden className="size-4" /> Undo
            </Button>
            <Button disabled={busy || chips.length === 0} onClick={() => change({ type: 'clear' })}>
              <X aria-hidden className="size-4" /> Clear
            </Button>
            <Button disabled={busy || repeat.length === 0} onClick={layAgain}>
              Repeat
            </Button>
          </div>
        </BetPanel>
      }
      below={
        <Panel title="Table" aside="Lay on a number, or on the dots between numbers">
          <RouletteTable
            chips={chips}
            pocket={state.phase === 'shown' ? pocket : null}
            disabled={busy}
            onLay={lay}
            onTake={take}
          />
          <p className="mt-3 text-sm text-text-2">
            Arrow keys move, with Shift onto a line; Enter lays a chip, Delete takes it back.
          </p>
          <OtherBets chips={chips} amount={amount} disabled={busy} onLay={lay} onTake={take} />
        </Panel>
      }
    />
  );
}

/** The same as on the table, as a list. */
function YourChips({ chips }: { chips: readonly Chip[] }) {
  const stake = total(chips);
  return (
    <div>
      <p className="mb-1 flex justify-between text-sm font-medium text-text-2">
        Your chips <span className="num text-text">{format(stake)} cr</span>
      </p>
      <ul className="num max-h-36 min-h-20 overflow-y-auto rounded-md border border-line bg-s2 p-2 text-sm">
        {chips.length === 0 && <li className="text-text-2">None yet.</li>}
        {chips.map((chip) => (
          <li key={labelOf(chip)} className="flex justify-between gap-2">
            <span>{labelOf(chip)}</span>
            <span>{format(chip.amount)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
