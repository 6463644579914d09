import { formatAge, formatDate } from '~/shared/time/format';
import { useNow } from '~/shared/time/clock';

/** How long ago, ticking by itself; the exact time on hover. */
export function AsOf({ at, prefix = '' }: { at: number; prefix?: string }) {
  const now = useNow();
  return (
    <time dateTime={new Date(at).toISOString()} title={formatDate(at)} className="num">
      {prefix}
      {formatAge(now - at)}
    </time>
  );
}
