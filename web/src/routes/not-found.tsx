import { Link } from 'react-router';
import { buttonClass } from '~/components/ui/button';
import { Page } from '~/features/shell/page';

export function Component() {
  return (
    <Page title="No such page" lead="Nothing is at this address, and nothing was lost by trying.">
      <div>
        <Link to="/" className={buttonClass('primary')}>
          Go home
        </Link>
      </div>
    </Page>
  );
}
