import { useState } from 'react';
import { Button } from '~/components/ui/button';
import { announce } from '~/shared/a11y/announcer';
import { asApiError } from '~/shared/api/problem';
import { playAsGuest } from './guest';

interface Props {
  label?: string;
  /** Where there is no room below it: what went wrong lies over the page. */
  compact?: boolean;
  className?: string;
}

const OVER = 'panel absolute top-full right-0 z-30 mt-2 w-64 px-3 py-2 shadow-lg';

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
      const { title, message } = asApiError(thrown);
      const words = `${title}. ${message}`;
      setProblem(words);
      announce(words);
    } finally {
      setBusy(false);
    }
  };
  return (
    <span className={`relative inline-flex flex-col gap-1 ${className}`}>
      <Button look="primary" onClick={() => void begin()} disabled={busy} className="w-full">
        {busy ? 'Opening…' : label}
      </Button>
      {problem && <span className={`text-sm text-loss ${compact ? OVER : ''}`}>{problem}</span>}
    </span>
  );
}
