import { type ReactNode, useEffect, useRef, useState } from 'react';

interface Props {
  /** What is in it, for those who come upon it with the keyboard. */
  label: string;
  children: ReactNode;
  className?: string;
}

/** What may be larger than its place scrolls there, and by key too where there is something to. */
export function Scrolling({ label, children, className = '' }: Props) {
  const area = useRef<HTMLDivElement>(null);
  const [isLarger, setLarger] = useState(false);
  useEffect(() => {
    const element = area.current;
    if (!element) return;
    const look = () =>
      setLarger(
        element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight,
      );
    const observer = new ResizeObserver(look);
    observer.observe(element);
    for (const child of element.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  const reached = isLarger ? { role: 'region', 'aria-label': label, tabIndex: 0 } : {};
  return (
    <div ref={area} className={`overflow-x-auto ${className}`} {...reached}>
      {children}
    </div>
  );
}
