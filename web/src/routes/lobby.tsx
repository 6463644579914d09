import { Panel } from '~/components/ui/panel';
import { FeedList } from '~/features/feed/feed-list';
import { GameTiles } from '~/features/home/game-tiles';
import { Page } from '~/features/shell/page';

export function Component() {
  return (
    <Page
      title="Play"
      lead="Four games. Each states what it returns, and every draw can be checked."
    >
      <GameTiles />
      <Panel title="Just settled" flush>
        <FeedList max={10} wide />
      </Panel>
    </Page>
  );
}
