import { useLiveStatus } from '~/shared/live/state';
import { useNow } from '~/shared/time/clock';
import { formatTime } from '~/shared/time/format';

const QUIET_MS = 4000;

/** Said once, when the connection has been gone for longer than a blink. */
export function ConnectionBanner() {
  const status = useLiveStatus();
  const now = useNow();
  const gone = status.kind === 'reconnecting' && now - status.since > QUIET_MS;
  if (!gone) return null;
  return (
    <div role="alert" className="border-b border-loss bg-s1 px-4 py-2 text-center text-sm">
      Nothing is heard from the read side.{' '}
      {status.heardAt
        ? `What you see is as of ${formatTime(status.heardAt)}; it is tried again.`
        : 'It is tried again.'}
    </div>
  );
}
