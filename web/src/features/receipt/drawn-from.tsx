import { CopyButton } from '~/components/ui/copy';
import { Panel } from '~/components/ui/panel';
import type { Bet } from '~/shared/api/types';
import { Position, Row } from './rows';

type Proof = Bet['proof'];

/** The seeds of a bet, and whether the server's was committed to before there was a bet. */
export function DrawnFrom({ proof }: { proof: Proof }) {
  return (
    <Panel title="Drawn from">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1.5">
        <Row name="Commitment">
          {proof.commitment ? <CopyButton text={proof.commitment} /> : '—'}
        </Row>
        <Row name="Published">
          <Published proof={proof} />
        </Row>
        <Row name="Server seed">
          {proof.server_seed ? (
            <CopyButton text={proof.server_seed} />
          ) : (
            <span className="text-text-2">secret until it is rotated</span>
          )}
        </Row>
        <Row name="Your seed">
          <CopyButton text={proof.client_seed} />
        </Row>
        <Row name="Nonce">
          <span className="num font-mono">{proof.nonce}</span>
        </Row>
        <Row name="Rules">
          <span className="num">version {proof.rules}</span>
        </Row>
      </dl>
    </Panel>
  );
}

/** Of a player's first bet nobody could have seen the commitment before it was drawn from. */
function Published({ proof }: { proof: Proof }) {
  const { commitment_position: position, committed_before: isBefore } = proof;
  if (!position || isBefore === null || isBefore === undefined)
    return <span className="text-text-2">? this server does not say when</span>;
  return (
    <span className="break-normal">
      {isBefore ? '✓ before this bet, in commit ' : '○ with this bet, not before it, in commit '}
      <Position text={position} />
    </span>
  );
}
