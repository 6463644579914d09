import { useState } from 'react';
import { Button } from '~/components/ui/button';
import { announce } from '~/shared/a11y/announcer';
import { asApiError } from '~/shared/api/problem';
import { playAsGuest } from './guest';

interface Props {
  label?: string;
  compact?: boolean;
  className?: string;
}

/** One click to a player with an account. */
export function GuestButton({ label = 'Play as guest', compact = false, className = '' }: Props) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const begin = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await playAsGuest();
      announce('You play as a guest.');
    } catch (thrown) {
      const words = asApiError(thrown).title;
      setProblem(words);
      announce(words);
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className={`inline-flex flex-col gap-1 ${className}`}>
      <Button look="primary" onClick={() => void begin()} disabled={busy} className="w-full">
        {busy ? 'Opening…' : label}
      </Button>
      {problem && <span className={compact ? 'sr-only' : 'text-sm text-loss'}>{problem}</span>}
    </span>
  );
}
