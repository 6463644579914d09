import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { announce } from '~/shared/a11y/announcer';

/** `1f4a9c…77e0`: enough to tell two apart; the whole is one click away. */
export const shorten = (text: string): string =>
  text.length <= 14 ? text : `${text.slice(0, 6)}…${text.slice(-4)}`;

/** A hash or an id that can be copied whole. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
      announce('Copied.');
      setTimeout(() => setCopied(false), 1500);
    } catch {
      // No clipboard outside secure contexts: the title holds the whole text.
      announce('This browser does not let pages copy here.');
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <button
      type="button"
      onClick={() => void copy()}
      title={text}
      className="inline-flex min-h-6 items-center gap-1 rounded-sm px-1 font-mono text-sm text-text-2 hover:bg-s2 hover:text-text"
    >
      <span>{label ?? shorten(text)}</span>
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{copied ? 'copied' : 'copy'}</span>
    </button>
  );
}
