import { Settings2 } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Segments } from '~/components/ui/segments';
import { type Prefs, setPrefs, usePrefs } from '~/shared/prefs/prefs';

const THEMES = [
  { value: 'system', label: 'System' },
  { value: 'dark', label: 'Dark' },
  { value: 'light', label: 'Light' },
] as const;

/** How things look: theme, X-ray, calm, motion. */
export function ViewMenu() {
  const prefs = usePrefs();
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (event: Event) => {
      const isKey = event instanceof KeyboardEvent;
      if (!menu.current?.open) return;
      if (isKey && event.key !== 'Escape') return;
      if (!isKey && event.target instanceof Node && menu.current.contains(event.target)) return;
      menu.current.open = false;
      if (isKey) menu.current.querySelector('summary')?.focus();
    };
    document.addEventListener('pointerdown', close);
    document.addEventListener('keydown', close);
    return () => {
      document.removeEventListener('pointerdown', close);
      document.removeEventListener('keydown', close);
    };
  }, []);
  return (
    <details ref={menu} className="relative">
      <summary
        aria-label="View settings"
        className="flex size-10 list-none items-center justify-center rounded-md text-text-2 hover:bg-s2 hover:text-text [&::-webkit-details-marker]:hidden"
      >
        <Settings2 aria-hidden className="size-5" />
      </summary>
      <div className="panel absolute right-0 z-40 mt-2 flex w-80 max-w-[calc(100vw-32px)] flex-col gap-4 p-4 shadow-[0_12px_40px_var(--shade)] max-sm:fixed max-sm:right-4">
        <div>
          <p className="mb-1 text-sm font-medium text-text-2">Theme</p>
          <Segments
            legend="Theme"
            value={prefs.theme}
            options={THEMES}
            onChange={(theme) => setPrefs({ theme })}
          />
        </div>
        <Check name="xray" label="X-ray" checked={prefs.xray}>
          Shows which view every value comes from, at which position, and how old it is.
        </Check>
        <Check name="calm" label="Calm" checked={prefs.calm}>
          Live lists move at most once in five seconds.
        </Check>
        <Check name="motion" label="Less motion" checked={prefs.motion === 'reduced'}>
          Wheels, reels and cards show their result without travelling.
        </Check>
      </div>
    </details>
  );
}

interface CheckProps {
  name: 'xray' | 'calm' | 'motion';
  label: string;
  checked: boolean;
  children: string;
}

function Check({ name, label, checked, children }: CheckProps) {
  const set = (on: boolean): Partial<Prefs> =>
    name === 'motion' ? { motion: on ? 'reduced' : 'system' } : { [name]: on };
  return (
    <label className="flex cursor-pointer gap-3">
      <input
        type="checkbox"
        className="mt-0.5 size-5 shrink-0 accent-accent"
        checked={checked}
        onChange={(event) => setPrefs(set(event.target.checked))}
      />
      <span>
        <span className="block font-medium">{label}</span>
        <span className="block text-sm text-text-2">{children}</span>
      </span>
    </label>
  );
}
