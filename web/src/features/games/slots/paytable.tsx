import { Scrolling } from '~/components/ui/scrolling';
import { PAYS, STRIPS, SYMBOLS, type Win } from './strips';
import { SymbolArt } from './symbols';

interface Props {
  wins: readonly Win[];
  stops: readonly number[] | null;
}

/** What pays, and the reels as they are, stop by stop. */
export function Paytable({ wins, stops }: Props) {
  return (
    <div className="grid gap-6 md:grid-cols-2">
      <Scrolling label="What pays what, in columns">
        <table className="num w-full self-start text-sm">
          <caption className="mb-2 text-left text-text-2">
            Times the line&rsquo;s share of the stake, for a run from the left
          </caption>
          <thead>
            <tr className="text-right text-muted">
              <th scope="col" className="py-1 text-left font-medium">
                Symbol
              </th>
              <th scope="col" className="font-medium">
                1
              </th>
              <th scope="col" className="font-medium">
                2
              </th>
              <th scope="col" className="font-medium">
                3
              </th>
            </tr>
          </thead>
          <tbody>
            {[...SYMBOLS].reverse().map((symbol) => {
              const won = wins.filter((win) => win.symbol === symbol).map((win) => win.run);
              return (
                <tr key={symbol} className="border-t border-line text-right">
                  <th
                    scope="row"
                    className="flex items-center gap-2 py-1 text-left font-medium capitalize"
                  >
                    <span className="flex size-8 items-center justify-center rounded-sm bg-card forced-color-adjust-none">
                      <SymbolArt symbol={symbol} className="size-6" />
                    </span>
                    {symbol}
                  </th>
                  {PAYS[symbol].map((times, at) => (
                    <td
                      key={at}
                      className={
                        won.includes(at + 1) ? 'font-bold text-win' : times ? '' : 'text-muted'
                      }
                    >
                      {times || '—'}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scrolling>
      <div>
        <p className="mb-2 text-sm text-text-2">
          The reels, all 32 stops in their order. A reel stops everywhere with equal chance.
        </p>
        <div className="grid grid-cols-3 gap-2">
          {STRIPS.map((strip, reel) => (
            <ol
              key={reel}
              aria-label={`Reel ${reel + 1}`}
              className="grid grid-cols-4 gap-0.5 rounded-md border border-line bg-s2 p-1"
            >
              {strip.map((symbol, stop) => {
                const isHere = stops?.[reel] === stop;
                return (
                  <li
                    key={stop}
                    title={`Stop ${stop}: ${symbol}`}
                    className={`flex aspect-square items-center justify-center rounded-sm bg-card forced-color-adjust-none ${isHere ? 'outline-2 outline-offset-1 outline-focus' : ''}`}
                  >
                    <SymbolArt symbol={symbol} className="size-4/5" />
                    <span className="sr-only">
                      {symbol}
                      {isHere ? ', stopped here' : ''}
                    </span>
                  </li>
                );
              })}
            </ol>
          ))}
        </div>
      </div>
    </div>
  );
}
