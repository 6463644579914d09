import { Fragment } from 'react';
import { Link } from 'react-router';
import type { Times } from '~/shared/live/events';
import { formatDuration } from '~/shared/time/format';
import { usePlayed } from '../betting/session-log';
import { useBetTimes } from '../map/bet-times';

const STEPS = [
  { name: 'Gateway', does: 'who is it', colour: 'border-command' },
  { name: 'Command', does: 'decides', colour: 'border-command' },
  { name: 'Log', does: 'appends, one hash chain a partition', colour: 'border-event' },
  { name: 'Processor', does: 'folds', colour: 'border-processor' },
  { name: 'Views', does: 'answer you', colour: 'border-view' },
] as const;

/** The way of a bet; of the latest in this tab, with the times that were measured. */
export function Pipeline() {
  const betId = usePlayed()[0]?.betId ?? null;
  const { times, failure } = useBetTimes(betId);
  const marks = times ? marksOf(times) : STEPS.map(() => null);
  return (
    <section aria-label="The way of a bet" className="panel p-4">
      <ol className="flex flex-col gap-2 md:flex-row md:items-stretch">
        {STEPS.map((step, index) => (
          <Fragment key={step.name}>
            {index > 0 && (
              <li aria-hidden className="self-center text-muted max-md:rotate-90">
                →
              </li>
            )}
            <li
              className={`flex-1 rounded-md border-l-4 bg-s2 px-3 py-2 max-md:w-full ${step.colour}`}
            >
              <span className="flex items-baseline justify-between gap-2">
                <strong className="font-bold">{step.name}</strong>
                <span className="num text-sm text-text">{marks[index] ?? ''}</span>
              </span>
              <span className="block text-sm text-text-2">{step.does}</span>
            </li>
          </Fragment>
        ))}
      </ol>
      <p className="mt-3 min-h-5 text-sm text-muted">
        {times && betId ? (
          <>
            When each had done its part with{' '}
            <Link className="text-accent underline" to={`/architecture?bet=${betId}`}>
              your latest bet
            </Link>
            , counted from when the gateway received it, by the clock of each machine. When the
            views have it is not measured.
          </>
        ) : failure ? (
          <>
            The times of your latest bet could not be read.{' '}
            <button type="button" className="min-h-6 text-accent underline" onClick={failure.retry}>
              Try again
            </button>
          </>
        ) : (
          'Blue is intent, orange is fact, pink folds, green is what you read. Times appear with your first bet.'
        )}
      </p>
    </section>
  );
}

/** What nobody noted is `?`. The last mark is when it was folded; none says when the views had it. */
function marksOf(times: Times): string[] {
  const start = times.received_at;
  const since = (at: number | null) =>
    at === null || start === null ? '?' : `+${formatDuration(at - start)}`;
  return [
    start === null ? '?' : '0 ms',
    since(times.decided_at),
    since(times.appended_at),
    since(times.projected_at),
    '?',
  ];
}
