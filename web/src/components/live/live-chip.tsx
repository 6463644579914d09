import { useNow } from '~/shared/time/clock';
import { formatAge } from '~/shared/time/format';
import { usePulse } from '~/shared/live/proof';
import { behindOf, useLiveStatus } from '~/shared/live/state';
import type { Status } from '~/shared/live/status';

interface Look {
  mark: string;
  text: string;
  words: string;
  colour: string;
}

/** What the chip says. A calm stream and a dead one must never look the same. */
export function chipOf(status: Status, behind: number | null, now: number): Look {
  switch (status.kind) {
    case 'connecting':
      return {
        mark: '◌',
        text: 'Connecting',
        words:
          status.heardAt === null
            ? 'Nothing heard yet.'
            : `The server was last heard ${formatAge(now - status.heardAt)}.`,
        colour: 'text-text-2',
      };
    case 'live':
      if (behind) {
        const words = `The stream is open. The views lack ${behind} commits of the log.`;
        return { mark: '◐', text: `${behind} behind`, words, colour: 'text-warn' };
      }
      return {
        mark: '●',
        text: 'Live',
        words: `The stream is open, last heard ${formatAge(now - status.heardAt)}.`,
        colour: 'text-view',
      };
    case 'polling':
      return {
        mark: '●',
        text: 'Polling 2 s',
        words: 'This server has no live stream; it is asked every two seconds.',
        colour: 'text-text-2',
      };
    case 'reconnecting': {
      const age = Math.floor((now - status.since) / 1000);
      return {
        mark: age < 30 ? '◌' : '✕',
        text: age < 30 ? `Reconnecting ${Math.max(age, 0)} s` : 'Offline',
        words: `The server was last heard ${status.heardAt ? formatAge(now - status.heardAt) : 'never'}.`,
        colour: 'text-loss',
      };
    }
    case 'resting':
      return { mark: '⏸', text: 'Resting', words: 'This tab was hidden.', colour: 'text-text-2' };
  }
}

export function LiveChip() {
  const now = useNow();
  const status = useLiveStatus();
  const { pulse, isPulseProved } = usePulse();
  const look = chipOf(status, isPulseProved ? behindOf(pulse) : null, now);
  return (
    <span
      data-live={status.kind}
      title={look.words}
      className="num inline-flex min-h-8 items-center gap-1.5 rounded-full border border-line bg-s1 px-3 text-sm font-medium whitespace-nowrap"
    >
      <span aria-hidden className={look.colour}>
        {look.mark}
      </span>
      {look.text}
      <span className="sr-only">. {look.words}</span>
    </span>
  );
}
