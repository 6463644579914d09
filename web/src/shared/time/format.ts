/** Times in words and digits. Unknown is `?`, not applicable is `—`; neither is ever zero. */

/** `0.42 ms`, `38 ms`, `1.2 s`, `3 min`: two significant digits are enough to compare. */
export function formatDuration(ms: number): string {
  if (ms < 0) return `\u2212${formatDuration(-ms)}`;
  if (ms < 10) return `${ms.toFixed(ms < 1 ? 2 : 1)} ms`;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  if (ms < 3_600_000) return `${Math.floor(ms / 60_000)} min`;
  return `${Math.floor(ms / 3_600_000)} h`;
}

/** How long ago, in whole units: `now`, `14 s ago`, `3 min ago`, `2 h ago`, `4 d ago`. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  if (seconds < 2) return 'now';
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} d ago`;
}

/** `00:14:09` */
export function formatClock(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

const TIME = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const DATE = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' });

export const formatTime = (ms: number): string => TIME.format(ms);

export const formatDate = (ms: number): string => DATE.format(ms);

/** UTC with milliseconds, for people who compare logs. */
export const formatExact = (ms: number): string => new Date(ms).toISOString().replace('T', ' ');
