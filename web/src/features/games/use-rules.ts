/** The server's word on the games, asked for once and again when it may have changed. */

import { useQuery } from '@tanstack/react-query';
import { api, ask } from '~/shared/api/client';
import type { GameName } from '../betting/pace';
import { type Rules, rulesOf } from './rules';

/** A configuration changes with a restart, and a tab may live longer than that. */
const NEWS_MS = 60_000;

export function useRules(game: GameName): Rules {
  const { data } = useQuery({
    queryKey: ['games'],
    queryFn: () => ask(api.GET('/api/v1/games')),
    staleTime: NEWS_MS,
  });
  return rulesOf(data?.data, game);
}
