import { useState } from 'react';
import { useSearchParams } from 'react-router';

/** Filters that live in the address, under these `names`; what else is in it stays. */
export function useFilters(names: readonly string[]) {
  const [query, setQuery] = useSearchParams();
  const [clearCount, setClearCount] = useState(0);
  const change = (values: Iterable<readonly [string, string]>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of values)
      if (value) next.set(name, value);
      else next.delete(name);
    setQuery(next, { replace: true, preventScrollReset: true });
  };
  return {
    query,
    set: (name: string, value: string) => change([[name, value]]),
    clear() {
      change(names.map((name) => [name, '']));
      setClearCount(clearCount + 1);
    },
    /** A key for fields that keep what is typed, and have to be empty once it is cleared. */
    clearCount,
  };
}
