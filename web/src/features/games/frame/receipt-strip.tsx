import { Fragment } from 'react';
import { Link } from 'react-router';
import { formatDuration } from '~/shared/time/format';
import { type BetState, type Decided, hasFailed } from '../../betting/model';
import { type GameName, PACE } from '../../betting/pace';

type Stage = 'done' | 'now' | 'todo';

interface Hop {
  name: string;
  detail: string | null;
  stage: Stage;
  colour: string;
}

/** The bet's way through the system, with what was measured and nothing else. */
export function hopsOf(state: BetState): Hop[] {
  const decided = 'answer' in state ? state : null;
  const server = decided?.timing.server;
  const confirmation = state.phase === 'shown' ? state.confirmation : null;
  const sent = state.phase !== 'idle' && !hasFailed(state);
  const isRead = confirmation?.kind === 'confirmed';
  const later: Stage = decided ? 'done' : sent ? 'now' : 'todo';
  const ms = (value: number | null | undefined) =>
    value === null || value === undefined ? null : formatDuration(value);
  return [
    { name: 'sent', detail: null, stage: sent ? 'done' : 'todo', colour: 'bg-command' },
    { name: 'decided', detail: ms(server?.decideMs), stage: later, colour: 'bg-command' },
    {
      name: decided ? `in the log ${decided.answer.position}` : 'in the log',
      detail: ms(server?.appendMs),
      stage: later,
      colour: 'bg-event',
    },
    { name: 'answered', detail: ms(decided?.timing.totalMs), stage: later, colour: 'bg-command' },
    {
      name: 'in the views',
      detail: confirmation?.kind === 'behind' ? lackWords(confirmation.commits) : null,
      stage: isRead ? 'done' : decided ? 'now' : 'todo',
      colour: 'bg-view',
    },
  ];
}

const lackWords = (commits: number | null): string =>
  commits === null ? 'no answer' : `${commits} behind`;

export function ReceiptStrip({ game, state }: { game: GameName; state: BetState }) {
  const decided: Decided | null = 'answer' in state ? state : null;
  const behind = state.phase === 'shown' && state.confirmation.kind === 'behind';
  return (
    <div className="border-t border-line bg-s1 px-4 py-3 text-sm" data-testid="receipt-strip">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <ol aria-label="The bet's way" className="flex flex-wrap items-center gap-x-2 gap-y-1">
          {hopsOf(state).map((hop, index) => (
            <Fragment key={index}>
              {index > 0 && (
                <li aria-hidden className="text-muted">
                  ›
                </li>
              )}
              <Dot hop={hop} />
            </Fragment>
          ))}
        </ol>
        {decided && (
          <Link
            to={`/bets/${decided.answer.bet_id}`}
            className="flex min-h-6 items-center text-accent underline"
          >
            Open receipt
          </Link>
        )}
      </div>
      <p className="mt-1 min-h-[18px] text-xs text-muted">
        {behind && state.phase === 'shown' ? (
          <span className="text-warn">
            ▲ Recorded at {state.answer.position}.{' '}
            {state.confirmation.kind === 'behind' && state.confirmation.commits === null
              ? 'The read side does not answer; it is asked again.'
              : 'The read side has not reached it yet.'}
          </span>
        ) : (
          decided &&
          `Answered in ${formatDuration(decided.timing.totalMs)}; revealed over ${formatDuration(PACE[game].revealMs)} because games have a pace.`
        )}
      </p>
    </div>
  );
}

function Dot({ hop }: { hop: Hop }) {
  const { name, detail, stage, colour } = hop;
  return (
    <li className={`flex items-center gap-1.5 ${stage === 'todo' ? 'text-muted' : 'text-text-2'}`}>
      <span
        aria-hidden
        className={`size-2 rounded-full ${stage === 'done' ? `${colour} forced-color-adjust-none` : 'border border-control'} ${stage === 'now' ? 'pending-dot' : ''}`}
      />
      {name}
      {detail && <span className="num font-medium text-text">{detail}</span>}
      <span className="sr-only">
        {stage === 'done' ? 'done' : stage === 'now' ? 'waiting' : ''}
      </span>
    </li>
  );
}
