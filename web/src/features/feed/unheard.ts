import type { Status } from '~/shared/live/status';

/** Why an empty list of live bets says nothing about whether there are any; null where it does. */
export function unheardWords(status: Status): string | null {
  switch (status.kind) {
    case 'live':
      return null;
    case 'polling':
      return 'This server has no live feed.';
    case 'connecting':
      return 'The live feed is being opened.';
    case 'reconnecting':
      return 'The live feed is lost, so what is settled now is not known here. It is tried again.';
    case 'resting':
      return 'This tab was hidden and does not listen; it goes on when you look at it.';
  }
}
