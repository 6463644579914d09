import { useEffect } from 'react';
import { Button } from '~/components/ui/button';
import { announce } from '~/shared/a11y/announcer';
import { dismissEnded, ended } from '~/shared/api/session';
import { useStore } from '~/shared/store';
import { handleOf } from '../players/handle';
import { GuestButton } from './guest-button';

/** Says that who played here does not any more, rather than let them vanish. */
export function EndedBanner() {
  const who = useStore(ended);
  const said = who && `The session of ${handleOf(who.playerId)} has ended.`;
  useEffect(() => {
    if (said) announce(said);
  }, [said]);
  if (!said) return null;
  return (
    <section
      aria-label="Session ended"
      className="flex flex-wrap items-center justify-center gap-x-4 gap-y-2 border-b border-warn bg-s1 px-4 py-2 text-sm"
    >
      <p>
        <strong className="font-bold text-warn">▲ {said}</strong> The server does not take its token
        any more. What was decided stays in the log; a guest cannot come back.
      </p>
      <span className="flex items-center gap-2">
        <GuestButton label="Play as another guest" />
        <Button onClick={dismissEnded}>Dismiss</Button>
      </span>
    </section>
  );
}
