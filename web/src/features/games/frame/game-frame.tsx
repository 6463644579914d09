import type { ReactNode } from 'react';
import { Page } from '../../shell/page';
import type { GameName } from '../../betting/pace';
import type { BetState } from '../../betting/model';
import { WORDS } from '../rules';
import { Failed } from '~/components/ui/states';
import { useRules, useRulesFailure } from '../use-rules';
import { Others } from './others';
import { ReceiptStrip } from './receipt-strip';
import { ResultLine } from './result-line';
import { HistoryStrip } from './history-strip';

interface Props {
  game: GameName;
  state: BetState;
  stage: ReactNode;
  panel: ReactNode;
  /** What stands below the stage: the paytable, the table's layout. */
  below?: ReactNode;
  /** The stage brings its own height. */
  tall?: boolean;
}

/** What every game's page is made of: stage, panel, receipt, history, and what others do. */
export function GameFrame({ game, state, stage, panel, below, tall = false }: Props) {
  const { title, how, drawn } = WORDS[game];
  const { other } = useRules(game);
  const untold = useRulesFailure();
  return (
    <Page title={title} lead={how}>
      {other !== null && (
        <p role="note" className="panel border-warn px-4 py-3">
          <strong className="font-bold text-warn">▲ Other rules.</strong> The server plays version{' '}
          {other}, this page draws version {drawn}. Reload it; if that does not help, the odds it
          states are not those of the server.
        </p>
      )}
      {untold && (
        <div className="panel">
          <Failed {...untold} what="its rules" />
        </div>
      )}
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[minmax(0,1fr)_340px] lg:grid-rows-[auto_1fr]">
        <section aria-label="Stage" className="panel overflow-hidden">
          <div
            className={`flex items-center justify-center bg-felt-2 ${tall ? '' : 'h-[300px] sm:h-[420px]'}`}
          >
            {stage}
          </div>
          <ResultLine game={game} state={state} />
          <ReceiptStrip game={game} state={state} />
        </section>
        <div className="flex min-w-0 flex-col gap-4 lg:col-start-2 lg:row-span-2 lg:row-start-1">
          {panel}
          <HistoryStrip game={game} />
          <Others />
        </div>
        {below && <div className="min-w-0 max-lg:row-start-2">{below}</div>}
      </div>
    </Page>
  );
}
