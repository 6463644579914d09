/** The cache of what was read. Retries are for what may pass; refusals are answers. */

import { QueryClient } from '@tanstack/react-query';
import { ApiError, isBehind } from './api/problem';
import { liveStatus, useLiveStatus } from './live/state';

const RETRIES = 2;

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (failures, error) =>
        failures < RETRIES &&
        error instanceof ApiError &&
        !isBehind(error) &&
        (error.isOffline || error.status >= 500),
      refetchOnWindowFocus: true,
    },
  },
});

/** When the server is back, whatever is on the page is asked for again. */
liveStatus.subscribe(() => {
  const { kind } = liveStatus.get();
  if (kind === 'reconnecting') wasLost = true;
  if ((kind === 'live' || kind === 'polling') && wasLost) {
    wasLost = false;
    void queryClient.invalidateQueries();
  }
});
let wasLost = false;

/** How often to ask when no stream tells: never while it does. */
export function usePollInterval(ms = 2000): number | false {
  return useLiveStatus().kind === 'polling' ? ms : false;
}
