/** Loading, empty and failed, each with its own words. */

import { CircleAlert, RotateCw } from 'lucide-react';
import type { ReactNode } from 'react';
import { asApiError } from '~/shared/api/problem';
import { Button } from './button';
import { CopyButton } from './copy';

/** Room for what is coming, with its real height, so that nothing moves when it is there. */
export function Skeleton({ className }: { className: string }) {
  return <div aria-hidden className={`rounded-sm bg-s2 ${className}`} />;
}

export function Loading({ what, className }: { what: string; className: string }) {
  return (
    <div>
      <span className="sr-only">Loading {what}</span>
      <Skeleton className={className} />
    </div>
  );
}

interface EmptyProps {
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Says what will appear here, why there is nothing, and one thing to do about it. */
export function Empty({ title, children, action }: EmptyProps) {
  return (
    <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
      <p className="text-md font-medium">{title}</p>
      {children && <p className="max-w-[52ch] text-text-2">{children}</p>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  );
}

interface FailedProps {
  error: unknown;
  retry?: () => void;
  /** What cannot be shown because of it. */
  what?: string;
}

export function Failed({ error: thrown, retry, what }: FailedProps) {
  const error = asApiError(thrown);
  const notOffered = error.isNotOffered;
  return (
    <div role="group" aria-label="Problem" className="flex gap-3 px-4 py-5">
      <CircleAlert aria-hidden className="mt-0.5 size-5 shrink-0 text-loss" />
      <div className="flex min-w-0 flex-col gap-1">
        <p className="font-medium">
          {notOffered ? `This server does not offer ${what ?? 'this'}` : error.title}
        </p>
        <p className="text-text-2">
          {notOffered ? 'It may be an older build. The rest of the page works.' : error.message}
        </p>
        {error.correlationId && (
          <p className="flex flex-wrap items-center gap-1 text-sm text-muted">
            Correlation id <CopyButton text={error.correlationId} />
          </p>
        )}
        {retry && !notOffered && (
          <div className="mt-2">
            <Button onClick={retry}>
              <RotateCw aria-hidden className="size-4" /> Try again
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
