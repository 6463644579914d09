import { Link } from 'react-router';
import { Failed } from '~/components/ui/states';
import { GAMES, type GameName } from '../betting/pace';
import { WORDS } from '../games/rules';
import { SymbolArt } from '../games/slots/symbols';
import { useRules, useRulesFailure } from '../games/use-rules';

/** The four games, each with what it returns. */
export function GameTiles() {
  const untold = useRulesFailure();
  return (
    <>
      {untold && (
        <div className="panel">
          <Failed {...untold} what="its rules" />
        </div>
      )}
      <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-4">
        {GAMES.map((game) => (
          <li key={game}>
            <Link
              to={`/play/${game}`}
              className="panel group flex h-full flex-col overflow-hidden hover:border-control"
            >
              <div className="flex h-36 items-center justify-center overflow-hidden bg-felt-2">
                <Emblem game={game} />
              </div>
              <div className="flex flex-1 flex-col gap-1 p-4">
                <div className="flex items-baseline justify-between gap-2">
                  <h3 className="text-lg font-bold group-hover:underline">{WORDS[game].title}</h3>
                  <Returns game={game} />
                </div>
                <p className="text-text-2">{WORDS[game].how}</p>
              </div>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function Returns({ game }: { game: GameName }) {
  const { rtp } = useRules(game);
  return (
    <span className="num text-sm whitespace-nowrap text-text-2" data-testid="rtp">
      {rtp ?? '?'} % RTP
    </span>
  );
}

/** Signs of the games. They show no outcome: a wheel, a reel, cards and dice faces as such. */
function Emblem({ game }: { game: GameName }) {
  const sectors = Array.from({ length: 18 }, (_, at) => at * 20);
  switch (game) {
    case 'roulette':
      return (
        <svg viewBox="-60 -60 120 120" aria-hidden className="h-56">
          <circle r="56" className="fill-s3 stroke-control" />
          {sectors.map((deg, at) => (
            <path
              key={deg}
              d="M0 -52 A52 52 0 0 1 17.8 -48.9 L10.3 -28.2 A30 30 0 0 0 0 -30Z"
              transform={`rotate(${deg})`}
              className={`stroke-pocket-line ${at === 0 ? 'fill-pocket-green' : at % 2 ? 'fill-pocket-red' : 'fill-pocket-black'}`}
            />
          ))}
          <circle r="29" className="fill-s2 stroke-control" />
          <circle r="6" className="fill-control" />
        </svg>
      );
    case 'slots':
      return (
        <div aria-hidden className="flex gap-2">
          {(['cherry', 'bell', 'bar'] as const).map((symbol) => (
            <span
              key={symbol}
              className="flex h-24 w-16 items-center justify-center rounded-md border border-control bg-card"
            >
              <SymbolArt symbol={symbol} className="size-11" />
            </span>
          ))}
        </div>
      );
    case 'blackjack':
      return (
        <svg viewBox="0 0 120 80" aria-hidden className="h-28">
          <g transform="rotate(-8 40 40)">
            <rect x="24" y="6" width="46" height="66" rx="6" className="fill-card stroke-control" />
            <path
              transform="translate(33 24) scale(1.2)"
              className="fill-card-ink"
              d="M12 2c3 5 9 7 9 12a4.5 4.5 0 0 1-8 3c0 2 1 4 2 5H9c1-1 2-3 2-5a4.5 4.5 0 0 1-8-3C3 9 9 7 12 2Z"
            />
          </g>
          <g transform="rotate(8 80 40)">
            <rect x="54" y="8" width="46" height="66" rx="6" className="fill-card stroke-control" />
            <path
              transform="translate(63 26) scale(1.2)"
              className="fill-pocket-red"
              d="M12 21C6 16 2 12.5 2 8a5 5 0 0 1 10-1 5 5 0 0 1 10 1c0 4.5-4 8-10 13Z"
            />
          </g>
        </svg>
      );
    case 'dice':
      return (
        <svg viewBox="0 0 160 60" aria-hidden className="h-20">
          <rect x="6" y="28" width="148" height="10" rx="5" className="fill-s3 stroke-control" />
          <rect x="80" y="28" width="74" height="10" rx="5" className="fill-view" />
          <path
            d="M112 46V22M104 8h16v8l-8 8-8-8Z"
            className="fill-text stroke-text"
            strokeWidth="2"
          />
        </svg>
      );
  }
}
