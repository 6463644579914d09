import { Panel } from '~/components/ui/panel';
import { useSession } from '~/shared/api/session';
import { FeedList } from '../../feed/feed-list';

/** What everybody else does; one's own bets have a place of their own, after their reveal. */
export function Others() {
  const me = useSession()?.playerId ?? null;
  return (
    <Panel title="Other players" flush>
      <FeedList max={8} except={me} />
    </Panel>
  );
}
