import { Button } from '~/components/ui/button';
import { CopyButton } from '~/components/ui/copy';
import { Choice, TextField } from '~/components/ui/fields';
import { useFilters } from '~/components/ui/use-filters';
import { isNarrowed, type LogFilter } from './log-filter';

interface Props {
  filter: LogFilter;
  types: readonly string[];
  /** How much of what is loaded is shown, in words. */
  loaded: string;
}

/** What narrows down the log, and that it narrows down only what is loaded. */
export function LogFilters({ filter, types, loaded }: Props) {
  const { query, set, clear, clearCount } = useFilters(['type', 'player', 'correlation']);
  return (
    <div className="flex flex-wrap items-end gap-3">
      <Choice label="Event type" value={filter.type ?? ''} onChange={(value) => set('type', value)}>
        {types.map((type) => [type, type] as const)}
      </Choice>
      <TextField
        key={clearCount}
        label="Player"
        className="w-40"
        value={query.get('player') ?? ''}
        onChange={(value) => set('player', value)}
      />
      {filter.correlation !== null && (
        <p className="flex min-h-10 items-center gap-1 text-sm text-text-2">
          Correlation <CopyButton text={filter.correlation} />
        </p>
      )}
      {isNarrowed(filter) && (
        <Button look="quiet" onClick={clear}>
          Clear filters
        </Button>
      )}
      <p
        className="num ml-auto min-h-10 py-2.5 text-sm text-text-2 max-sm:w-full"
        data-testid="loaded"
      >
        {loaded}
        {isNarrowed(filter) && '; what is not loaded is not looked through'}
      </p>
    </div>
  );
}
