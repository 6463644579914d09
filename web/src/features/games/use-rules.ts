/** The server's word on the games, asked for once and again when it may have changed. */

import { useQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import type { GameName } from '../betting/pace';
import { type Rules, rulesOf } from './rules';

/** A configuration changes with a restart, and a tab may live longer than that. */
const NEWS_MS = 60_000;

const useGames = () =>
  useQuery({
    queryKey: ['games'],
    queryFn: () => ask(api.GET('/api/v1/games')),
    staleTime: NEWS_MS,
  });

export const useRules = (game: GameName): Rules => rulesOf(useGames().data?.data, game);

/** Why the server's word is not here, and how to ask for it again; null while it is or may come. */
export function useRulesFailure(): { error: unknown; retry: () => void } | null {
  const { isError, data, error, refetch } = useGames();
  return isError && !data ? { error, retry: () => void refetch() } : null;
}
