import { useEffect } from 'react';
import { Link } from 'react-router';
import { Net } from '~/components/ui/money-text';
import { announce } from '~/shared/a11y/announcer';
import { add, format, moneyFromJson, subtract, ZERO } from '~/shared/money/money';
import type { ApiError } from '~/shared/api/problem';
import type { Attempt, BetState } from '../../betting/model';
import type { GameName } from '../../betting/pace';
import { drawnWords, resultWords } from '../words';

interface Props {
  game: GameName;
  state: BetState;
}

/** What is known of the bet, in one line of the same shape whatever happened. */
export function ResultLine({ game, state }: Props) {
  const said = sayWhenShown(game, state);
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  return (
    <div
      data-testid="result"
      data-phase={state.phase}
      className="flex min-h-16 flex-wrap items-center justify-between gap-x-6 gap-y-1 border-t border-line px-4 py-3"
    >
      <Line game={game} state={state} />
    </div>
  );
}

function Line({ game, state }: Props) {
  switch (state.phase) {
    case 'idle':
      return <p className="text-text-2">The outcome of your bet will stand here.</p>;
    case 'submitting':
      return <p className="text-text-2">Placing… nothing is decided until it is in the log.</p>;
    case 'unknown':
      return (
        <p>
          <strong className="font-bold text-warn">▲ Outcome unknown.</strong>{' '}
          <span className="text-text-2">
            {state.why} Asking again with the same key, so it cannot become two bets
            {state.tries > 1 ? ` (attempt ${state.tries + 1})` : ''}.
          </span>
        </p>
      );
    case 'refused':
      return <Refused {...state} />;
    case 'unproved':
      return (
        <p>
          <strong className="font-bold text-warn">▲ Outcome unknown.</strong>{' '}
          <span className="text-text-2">
            An earlier request may have been decided, and now nobody tells: {state.error.message} If
            it was, it is in the log, once, and among{' '}
            <Link to="/bets" className="text-accent underline">
              your bets
            </Link>
            .
          </span>
        </p>
      );
    case 'revealing':
      return (
        <p className="text-text-2">
          Decided, and in the log at <span className="num font-mono">{state.answer.position}</span>.
        </p>
      );
    case 'shown':
      return <Shown game={game} state={state} />;
  }
}

/** A refusal that is proved: nothing was staked, and a hand is as it was. */
function Refused({ attempt, error }: { attempt: Attempt; error: ApiError }) {
  const { request } = attempt;
  return (
    <p>
      <strong className="font-bold">{error.title}.</strong>{' '}
      <span className="text-text-2">
        {error.message}{' '}
        {request.kind === 'bet'
          ? 'Nothing was staked.'
          : `Your move was for version ${request.version}, and was not made.`}
      </span>
      {request.kind === 'action' && (
        <>
          {' '}
          <Link to={`/bets/${request.betId}`} className="text-accent underline">
            Show the hand
          </Link>
        </>
      )}
    </p>
  );
}

function Shown({ game, state }: { game: GameName; state: Extract<BetState, { phase: 'shown' }> }) {
  const { result } = state.answer;
  if (result.outcome === 'open') {
    return (
      <p>
        <strong className="font-bold">Your move.</strong>{' '}
        <span className="text-text-2">
          <span className="num">{format(moneyFromJson(result.stake))}</span> on the table.
        </span>
      </p>
    );
  }
  const stake = moneyFromJson(result.stake);
  const payout = moneyFromJson(result.payout ?? 0);
  const isWin = payout > stake;
  return (
    <>
      <p className={`rise border-l-4 pl-3 text-md ${isWin ? 'border-win' : 'border-control'}`}>
        <strong className="font-bold">{drawnWords(game, result.drawn)}</strong>
        <span className="text-text-2">
          {' '}
          · staked <span className="num">{format(stake)}</span>, returned{' '}
          <span className="num">{format(payout)}</span>
        </span>
      </p>
      <p className="text-md font-bold">
        <span className="mr-2 text-sm font-normal text-text-2">net</span>
        <Net money={subtract(payout, stake)} />
      </p>
    </>
  );
}

function sayWhenShown(game: GameName, state: BetState): string | null {
  if (state.phase === 'unknown') return 'Outcome unknown; asking again with the same key.';
  if (state.phase === 'unproved') return 'Outcome unknown; look among your bets.';
  if (state.phase === 'refused') return `${state.error.title}. ${state.error.message}`;
  if (state.phase !== 'shown') return null;
  const { result } = state.answer;
  if (result.outcome === 'open') return null;
  const stake = moneyFromJson(result.stake);
  const payout = add(moneyFromJson(result.payout ?? 0), ZERO);
  return resultWords({ game, drawn: result.drawn, stake, payout });
}
