/** The parts of the system, in the order a bet goes through them. */

export type Part = 'command' | 'event' | 'processor' | 'view';

export interface MapNode {
  id: 'gateway' | 'command' | 'log' | 'processor' | 'views';
  name: string;
  part: Part;
  does: string;
  /** What it is, in a few sentences. */
  explains: string;
  fails: string;
  source: string;
}

export const NODES: readonly MapNode[] = [
  {
    id: 'gateway',
    name: 'Gateway',
    part: 'command',
    does: 'Who is it, how often, whose data',
    explains:
      'Every request enters here. It checks the token, makes sure that a bet is your own, gives the request a correlation id and, if there is none, an idempotency key. Then it passes the bytes on to whoever serves your partition.',
    fails: 'Without it nobody gets in. It holds no state, so any number of them may run.',
    source: 'crates/gateway/src/bets.rs',
  },
  {
    id: 'command',
    name: 'Command',
    part: 'command',
    does: 'Decides, against what is confirmed',
    explains:
      'One loop for each partition takes what waits, looks its keys up, decides against the confirmed state and appends the commits as one batch. It believes a commit only when it has read it back through the same rule as everybody, and answers only then.',
    fails:
      'Killed in the middle, it leaves commits that are in the log or not. A retry with the same key finds out which.',
    source: 'crates/command/src/partition.rs',
  },
  {
    id: 'log',
    name: 'Log',
    part: 'event',
    does: 'Facts in order, one hash chain a partition',
    explains:
      'Commits, each naming the hash of the one before it. A reader accepts a record if and only if it follows its head, so of two writers one always loses, and every reader picks the same winner. It is the only thing the two sides share.',
    fails: 'A full disk or a lost broker: bets are refused, nothing is half done.',
    source: 'crates/log/src/chain.rs',
  },
  {
    id: 'processor',
    name: 'Processor',
    part: 'processor',
    does: 'Folds facts into what you read',
    explains:
      'It follows the log through the accept rule, folds each commit into absolute values, and applies them together with the position they were folded from, or not at all. So a crash or a repetition changes nothing.',
    fails: 'When it stops, bets go on; what you read stands still and says how far behind it is.',
    source: 'crates/processor/src/worker.rs',
  },
  {
    id: 'views',
    name: 'Views',
    part: 'view',
    does: 'Balances, history, boards',
    explains:
      'Answers for reading: balances, histories, statistics, leaderboards. Every answer says which position it speaks for, and a read can wait for one. They can be thrown away and folded anew from the log at any time.',
    fails: 'Without them nothing can be read, but bets are still decided and recorded.',
    source: 'crates/query/src',
  },
];

export const PART_CLASSES: Record<
  Part,
  { border: string; text: string; fill: string; bg: string }
> = {
  command: {
    border: 'border-command',
    text: 'text-command',
    fill: 'fill-command',
    bg: 'bg-command',
  },
  event: { border: 'border-event', text: 'text-event', fill: 'fill-event', bg: 'bg-event' },
  processor: {
    border: 'border-processor',
    text: 'text-processor',
    fill: 'fill-processor',
    bg: 'bg-processor',
  },
  view: { border: 'border-view', text: 'text-view', fill: 'fill-view', bg: 'bg-view' },
};
