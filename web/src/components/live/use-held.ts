/** Who looks at a part of the page so closely that nothing in it may move. */

import { type RefObject, useEffect, useState } from 'react';

type Area = RefObject<HTMLElement | null>;

/** Whether the pointer is over `area`. */
function usePointed(area: Area): boolean {
  const [isPointed, setPointed] = useState(false);
  useEffect(() => {
    const element = area.current;
    const come = () => setPointed(true);
    const go = () => setPointed(false);
    element?.addEventListener('pointerenter', come);
    element?.addEventListener('pointerleave', go);
    return () => {
      element?.removeEventListener('pointerenter', come);
      element?.removeEventListener('pointerleave', go);
    };
  }, [area]);
  return isPointed;
}

/** Whether something within `area` has the focus; the area itself is where one begins to read. */
export function useFocused(area: Area): boolean {
  const [isFocused, setFocused] = useState(false);
  useEffect(() => {
    const element = area.current;
    const isWithin = (target: EventTarget | null) =>
      target instanceof Node && target !== element && element?.contains(target) === true;
    const come = ({ target }: FocusEvent) => setFocused(isWithin(target));
    // From one row to the next is no way out.
    const go = ({ relatedTarget }: FocusEvent) => setFocused(isWithin(relatedTarget));
    element?.addEventListener('focusin', come);
    element?.addEventListener('focusout', go);
    return () => {
      element?.removeEventListener('focusin', come);
      element?.removeEventListener('focusout', go);
    };
  }, [area]);
  return isFocused;
}

/** What somebody looks at `area` closely with; null while nobody does. */
export function useHolder(area: Area): 'pointer' | 'focus' | null {
  const isPointed = usePointed(area);
  const isFocused = useFocused(area);
  return isPointed ? 'pointer' : isFocused ? 'focus' : null;
}

/** As high as the header that stays in sight, with its line. */
const HEADER_PX = 57;

/** Whether `mark` has gone up behind the header. */
export function useScrolledPast(mark: Area): boolean {
  const [isPast, setPast] = useState(false);
  useEffect(() => {
    if (!mark.current) return;
    // What is still below counts as in sight: a jump from there to far above it is noticed too.
    const rootMargin = `-${HEADER_PX}px 0px 1000000px 0px`;
    const observer = new IntersectionObserver(
      (entries) => setPast(entries.at(-1)?.isIntersecting === false),
      { rootMargin },
    );
    observer.observe(mark.current);
    return () => observer.disconnect();
  }, [mark]);
  return isPast;
}
