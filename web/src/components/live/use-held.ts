import { type RefObject, useEffect, useState } from 'react';

/** Whether somebody looks at `area` closely: the pointer is over it, or the focus within. */
export function useHeld(area: RefObject<HTMLElement | null>): boolean {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const hold = () => setHeld(true);
    const free = () => setHeld(false);
    const ways = [
      ['mouseenter', hold],
      ['mouseleave', free],
      ['focusin', hold],
      ['focusout', free],
    ] as const;
    for (const [name, listener] of ways) element.addEventListener(name, listener);
    return () => {
      for (const [name, listener] of ways) element.removeEventListener(name, listener);
    };
  }, [area]);
  return isHeld;
}
