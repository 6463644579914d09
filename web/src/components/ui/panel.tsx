import { type ReactNode, useId } from 'react';

interface Props {
  title: ReactNode;
  /** What stands at the right of the title: a link, a switch, an age. */
  aside?: ReactNode;
  children: ReactNode;
  className?: string;
  flush?: boolean;
}

/** A titled region of a page. */
export function Panel({ title, aside, children, className = '', flush = false }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className={`panel min-w-0 ${className}`}>
      <header className="flex min-h-12 flex-wrap items-center justify-between gap-x-4 gap-y-1 px-4 pt-3 pb-1">
        <h2 id={id} className="text-md font-bold">
          {title}
        </h2>
        {aside && <div className="text-sm text-text-2">{aside}</div>}
      </header>
      <div className={flush ? 'pb-2' : 'px-4 pb-4'}>{children}</div>
    </section>
  );
}
