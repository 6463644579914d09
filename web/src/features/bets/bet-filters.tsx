import { Button } from '~/components/ui/button';
import { Choice, TextField } from '~/components/ui/fields';
import { useFilters } from '~/components/ui/use-filters';
import { GAMES } from '../betting/pace';
import { gameTitle } from '../games/rules';
import { type Filters, isFiltered } from './filters';

const RESULTS = [
  ['won', 'Won'],
  ['lost', 'Lost'],
  ['push', 'Push'],
  ['placed', 'Open'],
] as const;

/** What narrows down the history. */
export function BetFilters({ filters }: { filters: Filters }) {
  const { query, set, clear, clearCount } = useFilters(['game', 'result', 'min']);
  return (
    <>
      <Choice label="Game" value={filters.game ?? ''} onChange={(value) => set('game', value)}>
        {GAMES.map((game) => [game, gameTitle(game)] as const)}
      </Choice>
      <Choice
        label="Result"
        value={filters.status ?? ''}
        onChange={(value) => set('result', value)}
      >
        {RESULTS}
      </Choice>
      <TextField
        key={clearCount}
        label="Least stake"
        inputMode="decimal"
        className="num w-28"
        value={query.get('min') ?? ''}
        onChange={(value) => set('min', value)}
      />
      {isFiltered(filters) && (
        <Button look="quiet" onClick={clear}>
          Clear filters
        </Button>
      )}
    </>
  );
}
