import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '~/components/ui/button';
import { api, ask } from '~/shared/api/client';
import { useSession } from '~/shared/api/session';
import type { Round } from '~/shared/api/types';
import { type Money, moneyFromMinor, share, ZERO } from '~/shared/money/money';
import { useStore } from '~/shared/store';
import { type BetState, hasFailed } from '../../betting/model';
import { tableOf } from '../../betting/table';
import { type CardTable, readTable } from '../drawn';
import { BetPanel } from '../frame/bet-panel';
import { GameFrame } from '../frame/game-frame';
import { ACTION_WORDS, ACTIONS, NATURAL, reasonAgainst } from './actions';
import { Felt } from './felt';

export const roundKey = (player: string) => ['player', player, 'round'] as const;

interface Open {
  betId: string;
  round: Round;
}

export function Blackjack() {
  const { state: store, freeAt, place, act } = tableOf('blackjack');
  const state = useStore(store);
  const free = useStore(freeAt);
  const [stake, setStake] = useState<Money>(moneyFromMinor(1_000));
  const kept = useOpenRound();
  // The write side's word is newer than the view's, until the page is opened anew; but a refusal
  // leaves the hand as the view has it, which another tab may have moved.
  const open = state.phase === 'idle' || hasFailed(state) ? kept.open : openIn(state);
  const table = tableIn(state) ?? (open ? readTable(open.round.table) : null);
  const busy =
    state.phase === 'submitting' || state.phase === 'unknown' || state.phase === 'revealing';

  const [last, setLast] = useState<{ table: CardTable; open: Open | null } | null>(null);
  if (
    table &&
    (last?.table === undefined || JSON.stringify(last.table) !== JSON.stringify(table))
  ) {
    setLast({ table, open });
  }
  const isAction = 'attempt' in state && state.attempt.request.kind === 'action';
  const shown = table ?? (isAction ? (last?.table ?? null) : null);
  const moving = open ?? (busy && isAction ? (last?.open ?? null) : null);

  return (
    <GameFrame
      game="blackjack"
      state={state}
      stage={<Felt table={shown} />}
      panel={
        moving && shown?.active !== null && shown ? (
          <Actions
            open={moving}
            table={shown}
            busy={busy}
            onAct={(action) => {
              const raise = action === 'double' || action === 'split' ? activeStake(shown) : ZERO;
              act({ bet_id: moving.betId, version: moving.round.version }, action, raise);
            }}
          />
        ) : (
          <BetPanel
            game="blackjack"
            state={state}
            freeAt={free}
            stake={stake}
            onStake={setStake}
            onPlace={() => place({ interactive: true }, stake)}
            paysUpTo={share(stake, NATURAL.numerator, NATURAL.denominator)}
            label="Deal"
          >
            <p className="text-sm text-text-2">
              The dealer stands on every 17. A natural pays 3 to 2. Doubling after a split is
              allowed; split aces get one card each.
            </p>
          </BetPanel>
        )
      }
    />
  );
}

interface ActionsProps {
  open: Open;
  table: CardTable;
  busy: boolean;
  onAct: (action: string) => void;
}

/** Each button is a command with the version of the hand it was meant for. */
function Actions({ open, table, busy, onAct }: ActionsProps) {
  return (
    <section aria-label="Your move" className="panel flex flex-col gap-3 p-4">
      <h2 className="text-md font-bold">Your move</h2>
      <ul className="flex flex-col gap-2">
        {ACTIONS.map((action) => {
          const against = reasonAgainst(action, open.round.legal_actions, table);
          const { label, does } = ACTION_WORDS[action];
          return (
            <li key={action} className="grid grid-cols-[96px_1fr] items-center gap-3">
              <Button
                look={action === 'hit' || action === 'stand' ? 'primary' : 'secondary'}
                disabled={busy || against !== null}
                onClick={() => onAct(action)}
                data-action={action}
              >
                {label}
              </Button>
              <span className="text-sm text-text-2">{against ?? does}</span>
            </li>
          );
        })}
      </ul>
      <p className="text-xs text-muted">
        Hand version {open.round.version}. A move made for an older version is refused, so two tabs
        cannot play one hand twice.
      </p>
    </section>
  );
}

function useOpenRound(): { open: Open | null } {
  const player = useSession()?.playerId ?? null;
  const { data } = useQuery({
    queryKey: roundKey(player ?? ''),
    enabled: player !== null,
    queryFn: async () => {
      const { data: body } = await ask(
        api.GET('/api/v1/players/{player_id}/round', {
          params: { path: { player_id: player ?? '' } },
        }),
      );
      return body.bet ?? null;
    },
  });
  return { open: data?.round ? { betId: data.bet_id, round: data.round } : null };
}

function openIn(state: BetState): Open | null {
  if (!('answer' in state) || state.answer.result.outcome !== 'open') return null;
  return state.answer.round ? { betId: state.answer.bet_id, round: state.answer.round } : null;
}

function tableIn(state: BetState): CardTable | null {
  if (!('answer' in state)) return null;
  const { result, round } = state.answer;
  return readTable(result.outcome === 'open' ? round?.table : (result.drawn ?? round?.table));
}

function activeStake(table: CardTable): Money {
  const hand = table.active === null ? undefined : table.hands[table.active];
  return moneyFromMinor(hand?.stakeMinor ?? 0);
}
