import { expect, test } from 'vitest';
import { createParser } from './sse';

const STREAM =
  ': hello\n\nid: 0:1\nevent: bet\ndata: {"a":1}\n\nevent: hb\r\ndata: x\r\ndata:y\r\n\r\nid: 0:2\rdata\r\rdata: lost';

const EVENTS = [
  { id: '0:1', event: 'bet', data: '{"a":1}' },
  { id: '0:1', event: 'hb', data: 'x\ny' },
  { id: '0:2', event: 'message', data: '' },
];

test('the events are the same wherever the stream is cut', () => {
  for (let size = 1; size <= STREAM.length; size++) {
    const parser = createParser();
    const events = [];
    for (let at = 0; at < STREAM.length; at += size) {
      events.push(...parser.push(STREAM.slice(at, at + size)));
    }
    expect(events, `pieces of ${size}`).toEqual(EVENTS);
  }
});
