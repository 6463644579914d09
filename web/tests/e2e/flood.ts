/** Many more events than anybody reads: real ones, told again under other names. */

import type { ServerResponse } from 'node:http';

export interface Flood {
  /** The frame of event number `index`, as it goes over the wire. */
  frame: (index: number) => string;
  count: number;
  perSecond: number;
}

const PAUSE_MS = 5;

/** Writes it all at its rate, and returns when the last event is written. */
export async function pour({ frame, count, perSecond }: Flood, into: ServerResponse) {
  const began = performance.now();
  for (let sent = 0; sent < count && !into.destroyed;) {
    const due = Math.min(count, Math.ceil(((performance.now() - began) / 1000) * perSecond));
    let text = '';
    while (sent < due) text += frame(sent++);
    into.write(text);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** Plays one bet in each game, and gives what the stream says of each. */
export async function record(gateway: string): Promise<string[]> {
  const guest = await fetch(`${gateway}/api/v1/guests`, { method: 'POST' });
  const { player_id, access_token } = (await guest.json()) as Record<string, string>;
  const headers = { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' };
  const stream = await fetch(`${gateway}/api/v1/stream?topics=feed`, { headers });
  const frames = read(stream);
  for (const game_type of ['roulette', 'slots', 'blackjack', 'dice']) {
    const body = JSON.stringify({ player_id, game_type, amount: 10, session_id: 'flood' });
    const answer = await fetch(`${gateway}/api/v1/bets`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(await answer.text());
  }
  const bets: string[] = [];
  for await (const frame of frames) {
    if (/^event: bet$/m.test(frame)) bets.push(frame);
    if (bets.length === 4) break;
  }
  return bets;
}

/** The frames of a stream, one after the other. */
async function* read({ body }: Response): AsyncGenerator<string> {
  if (!body) throw new Error('a stream without a body');
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const frames = (rest + value).split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) yield `${frame}\n\n`;
  }
}

/** Another bet of another player, who plays as this one did, `index` commits later. */
export function retold(frame: string, index: number): string {
  return frame.replace(/^data: (.*)$/m, (_, json: string) => {
    const bet = JSON.parse(json) as { position: string };
    const [partition = '', seq = ''] = bet.position.split(':');
    const position = `${partition}:${Number(seq) + index + 1}`;
    const own = { bet_id: `flood-${index}`, player_id: `flood-${index}`, position };
    return `data: ${JSON.stringify({ ...bet, ...own })}`;
  });
}
