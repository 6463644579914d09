import { announced } from '~/shared/a11y/announcer';
import { useStore } from '~/shared/store';

/** The page's one polite live region. */
export function Announcer() {
  return (
    <div role="status" aria-live="polite" className="sr-only">
      {useStore(announced)}
    </div>
  );
}
