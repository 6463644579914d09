import { useState } from 'react';
import { Segments } from '~/components/ui/segments';
import { type Money, moneyFromMinor } from '~/shared/money/money';
import { useStore } from '~/shared/store';
import { isRecord } from '~/shared/storage';
import { PACE } from '../../betting/pace';
import type { BetState } from '../../betting/model';
import { tableOf } from '../../betting/table';
import { readRoll } from '../drawn';
import { BetPanel } from '../frame/bet-panel';
import { GameFrame } from '../frame/game-frame';
import {
  type Call,
  CHANCE_BP_MAX,
  CHANCE_BP_MIN,
  chanceText,
  type Direction,
  pays,
  rollText,
  winners,
} from './scene';
import { DiceScale } from './scale';

const DIRECTIONS: readonly { value: Direction; label: string }[] = [
  { value: 'under', label: 'Under' },
  { value: 'over', label: 'Over' },
];

export function Dice() {
  const { state: store, freeAt, place, clear } = tableOf('dice');
  const state = useStore(store);
  const [stake, setStake] = useState<Money>(moneyFromMinor(1_000));
  const [call, setCall] = useState<Call>({ direction: 'over', chanceBp: 4_950 });
  const answer = 'answer' in state ? state.answer : null;
  const { first, last } = winners(call);
  const change = (next: Call) => {
    // The roll on the scale belongs to the call it was made for.
    clear();
    setCall(next);
  };
  return (
    <GameFrame
      game="dice"
      state={state}
      stage={
        <DiceScale
          call={calledIn(state) ?? call}
          roll={readRoll(answer?.result.drawn)}
          spin={answer?.bet_id ?? null}
          isRevealed={state.phase === 'shown'}
          revealMs={PACE.dice.revealMs}
        />
      }
      panel={
        <BetPanel
          game="dice"
          state={state}
          freeAt={useStore(freeAt)}
          stake={stake}
          onStake={setStake}
          onPlace={() =>
            place({ selection: { direction: call.direction, chance: call.chanceBp / 100 } }, stake)
          }
          paysUpTo={pays(stake, call)}
          label="Roll"
        >
          <div>
            <p className="mb-1 text-sm font-medium text-text-2">Call</p>
            <Segments
              legend="Call"
              value={call.direction}
              options={DIRECTIONS}
              onChange={(direction) => change({ ...call, direction })}
            />
          </div>
          <label className="block">
            <span className="mb-1 flex justify-between text-sm font-medium text-text-2">
              Chance <span className="num text-text">{chanceText(call.chanceBp)} %</span>
            </span>
            <input
              type="range"
              className="h-8 w-full accent-accent"
              min={CHANCE_BP_MIN}
              max={CHANCE_BP_MAX}
              step={25}
              value={call.chanceBp}
              aria-valuetext={`${chanceText(call.chanceBp)} percent`}
              onChange={(event) => change({ ...call, chanceBp: Number(event.target.value) })}
            />
            <span className="num text-xs text-muted">
              {rollText(first)} to {rollText(last)} win
            </span>
          </label>
        </BetPanel>
      }
    />
  );
}

/** The call that the bet on the stage was made with. */
function calledIn(state: BetState): Call | null {
  if (!('attempt' in state) || state.attempt.request.kind !== 'bet') return null;
  const { selection } = state.attempt.request.body;
  if (!isRecord(selection) || typeof selection['chance'] !== 'number') return null;
  const direction = selection['direction'] === 'under' ? 'under' : 'over';
  return { direction, chanceBp: Math.round(selection['chance'] * 100) };
}
