import { useState } from 'react';
import { Panel } from '~/components/ui/panel';
import { Segments } from '~/components/ui/segments';
import { type Money, moneyFromMinor, share } from '~/shared/money/money';
import { useStore } from '~/shared/store';
import { PACE } from '../../betting/pace';
import { tableOf } from '../../betting/table';
import { readStops } from '../drawn';
import { BetPanel } from '../frame/bet-panel';
import { GameFrame } from '../frame/game-frame';
import { Paytable } from './paytable';
import { Reels } from './reels';
import { PAYS } from './strips';

const COUNTS = ['1', '2', '3', '4', '5'] as const;

/** The best single line; several at once need the reels to agree and are not promised. */
const TOP = PAYS.seven[2];

export function Slots() {
  const { state: store, freeAt, place } = tableOf('slots');
  const state = useStore(store);
  const [stake, setStake] = useState<Money>(moneyFromMinor(1_000));
  const [lines, setLines] = useState<(typeof COUNTS)[number]>('5');
  const answer = 'answer' in state ? state.answer : null;
  const stop = readStops(answer?.result.drawn);
  return (
    <GameFrame
      game="slots"
      state={state}
      stage={
        <Reels
          stops={stop?.stops ?? null}
          spin={answer?.bet_id ?? null}
          wins={stop?.wins ?? []}
          isRevealed={state.phase === 'shown'}
          revealMs={PACE.slots.revealMs}
        />
      }
      panel={
        <BetPanel
          game="slots"
          state={state}
          freeAt={useStore(freeAt)}
          stake={stake}
          onStake={setStake}
          onPlace={() => place({ selection: { lines: Number(lines) } }, stake)}
          label="Spin"
        >
          <div>
            <p className="mb-1 text-sm font-medium text-text-2">Lines</p>
            <Segments
              legend="Lines"
              value={lines}
              options={COUNTS.map((value) => ({ value, label: value }))}
              onChange={setLines}
            />
            <p className="num mt-1 text-xs text-muted">
              The stake is spread over the lines. Three sevens on one line pay{' '}
              {(share(stake, TOP, Number(lines)) / 100).toFixed(2)} cr.
            </p>
          </div>
        </BetPanel>
      }
      below={
        <Panel title="Paytable and reels">
          <Paytable
            wins={state.phase === 'shown' ? (stop?.wins ?? []) : []}
            stops={state.phase === 'shown' ? (stop?.stops ?? null) : null}
          />
        </Panel>
      }
    />
  );
}
