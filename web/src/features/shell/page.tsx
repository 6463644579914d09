import type { ReactNode } from 'react';

interface Props {
  title: string;
  /** One sentence on what the page is for. */
  lead?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}

/** A page: its title in the tab, its heading, what it is for. */
export function Page({ title, lead, aside, children }: Props) {
  return (
    <div className="flex flex-col gap-6">
      <title>{`${title} · Croupier`}</title>
      <div className="flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
        <div>
          <h1 className="text-2xl font-bold">{title}</h1>
          {lead && <p className="mt-1 max-w-[68ch] text-text-2">{lead}</p>}
        </div>
        {aside}
      </div>
      {children}
    </div>
  );
}
