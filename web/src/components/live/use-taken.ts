import { useState } from 'react';

interface Taken<T> {
  isHeld: boolean;
  about: string;
  value: T | null;
  isReleased: boolean;
}

/**
 * What `take` gave when the holding began, and nothing while nobody holds. It is taken anew when the
 * list is another one (`about`), and when there was nothing to take before; `release` gives it up
 * until the holding begins again.
 */
export function useTaken<T>(
  isHeld: boolean,
  about: string,
  take: () => T | null,
): [T | null, () => void] {
  const start = { isHeld: false, about, value: null, isReleased: false };
  const [before, setTaken] = useState<Taken<T>>(start);
  let now = before;
  if (before.isHeld !== isHeld || before.about !== about) now = { ...start, isHeld };
  if (isHeld && !now.isReleased) {
    const value = now.value ?? take();
    if (value !== now.value) now = { ...now, value };
  }
  if (now !== before) setTaken(now);
  return [now.value, () => setTaken({ ...now, value: null, isReleased: true })];
}
