import { type FormEvent, type KeyboardEvent, type ReactNode, useId } from 'react';
import { buttonClass } from '~/components/ui/button';
import { MoneyField } from '~/components/ui/money-field';
import { Net } from '~/components/ui/money-text';
import { useNow } from '~/shared/time/clock';
import { formatClock } from '~/shared/time/format';
import { format, type Money, moneyFromMinor } from '~/shared/money/money';
import { useSession } from '~/shared/api/session';
import type { BetState } from '../../betting/model';
import { type GameName, PACE } from '../../betting/pace';
import { endedOf, useSessionLog } from '../../betting/session-log';
import { GuestButton } from '../../session/guest-button';
import { useRules } from '../use-rules';
import { CycleRing, useRemaining } from './cycle-ring';

const PRESETS = [1_000, 2_500, 10_000, 50_000].map(moneyFromMinor);

interface Props {
  game: GameName;
  state: BetState;
  freeAt: number;
  stake: Money;
  onPlace: () => void;
  /** Without it the stake is the sum of something else, the chips on a table. */
  onStake?: (stake: Money) => void;
  /** Why a bet cannot be placed now; null when it can. */
  blocked?: string | null;
  /** The most that the bet can pay back. */
  paysUpTo?: Money | null;
  label?: string;
  children?: ReactNode;
}

/** Where a bet is made: stake, selection, what it can pay, and the button. */
export function BetPanel(props: Props) {
  const {
    game,
    state,
    freeAt,
    stake,
    onPlace,
    onStake,
    blocked = null,
    paysUpTo,
    children,
  } = props;
  const isPlaying = useSession() !== null;
  const note = useId();
  const { limits, houseEdge } = useRules(game);
  const remaining = useRemaining(freeAt);
  const busy =
    state.phase === 'submitting' || state.phase === 'unknown' || state.phase === 'revealing';
  const cannot = busy || remaining > 0 || blocked !== null;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!cannot) onPlace();
  };
  // A held key repeats; a bet takes a release and a new press.
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.repeat && (event.key === 'Enter' || event.key === ' ')) event.preventDefault();
  };

  return (
    <section aria-label="Bet" className="panel flex flex-col gap-4 p-4">
      <form onSubmit={submit} className="flex flex-col gap-4">
        {onStake && (
          <MoneyField
            label="Stake, in credits"
            value={stake}
            limits={limits}
            onChange={onStake}
            presets={PRESETS}
            error={wrongWith(state, stake)}
          />
        )}
        {children}
        <dl className="num grid grid-cols-[1fr_auto] gap-y-1 text-sm">
          {paysUpTo !== undefined && (
            <Row name="Pays back up to">{paysUpTo === null ? '—' : `${format(paysUpTo)} cr`}</Row>
          )}
          <Row name="House edge">{houseEdge ?? '?'} %</Row>
        </dl>
        {isPlaying ? (
          <div className="max-lg:fixed max-lg:inset-x-0 max-lg:bottom-[calc(56px+env(safe-area-inset-bottom))] max-lg:z-20 max-lg:flex max-lg:items-center max-lg:gap-3 max-lg:border-t max-lg:border-line max-lg:bg-s1 max-lg:px-4 max-lg:py-2">
            <span className="num text-sm whitespace-nowrap text-text-2 lg:hidden">
              Stake <strong className="text-md font-bold text-text">{format(stake)}</strong>
            </span>
            <button
              type="submit"
              data-testid="place"
              className={buttonClass(
                'primary',
                `min-h-12 w-full text-md ${cannot ? '!bg-s2 !text-text-2 !border-line' : ''}`,
              )}
              aria-disabled={cannot}
              aria-describedby={note}
              onKeyDown={onKeyDown}
            >
              <Label state={state} remaining={remaining} label={props.label ?? 'Place bet'} />
              <CycleRing remaining={remaining} total={PACE[game].cycleMs} />
            </button>
          </div>
        ) : (
          <GuestButton className="w-full" />
        )}
        <p id={note} className="-mt-2 min-h-4 text-xs text-muted">
          {isPlaying ? (blocked ?? '') : 'One click, no sign-up, play credits only.'}
        </p>
      </form>
      <Visit />
    </section>
  );
}

/** What the server found wrong with this stake, until it is another one. */
function wrongWith(state: BetState, stake: Money): string | null {
  if (state.phase !== 'refused' || state.attempt.stake !== stake) return null;
  const { code, fields, message } = state.error;
  if (code === 'insufficient_funds' || code === 'stake_out_of_range') return message;
  const fault = fields.find(({ field }) => field === 'amount');
  return fault ? `The amount ${fault.message}.` : null;
}

function Label({ state, remaining, label }: { state: BetState; remaining: number; label: string }) {
  if (state.phase === 'submitting') return 'Placing…';
  if (state.phase === 'unknown') return 'Asking again…';
  if (state.phase === 'revealing') return 'Revealing…';
  return remaining > 0 ? 'Next bet in' : label;
}

/** Net position and time, always in sight. Another tab of the same guest counts its own. */
function Visit() {
  const now = useNow();
  const who = useSession();
  const log = useSessionLog();
  const bets = endedOf(log);
  if (!who) return null;
  return (
    <dl className="num grid grid-cols-[1fr_auto] gap-y-1 border-t border-line pt-3 text-sm">
      <Row name={`Net in this tab, ${bets} ${bets === 1 ? 'bet' : 'bets'}`}>
        <Net money={log.net} />
      </Row>
      <Row name="Time as this guest">{formatClock(now - who.startedAt)}</Row>
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-text-2">{name}</dt>
      <dd className="text-right">{children}</dd>
    </>
  );
}
