import { expect, test, vi } from 'vitest';

vi.useFakeTimers({ toFake: ['performance'] });
const { trace } = await import('./trace');

const sent = async (method: string) => {
  const request = new Request('http://localhost/api/v1/bets', { method });
  await trace.onRequest?.({ request } as never);
  return request.headers.get('traceparent');
};

test('a command begins a trace, and what is read right after it belongs to it', async () => {
  expect(await sent('GET')).toBeNull();
  const first = await sent('POST');
  expect(first).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  vi.advanceTimersByTime(5_000);
  expect(await sent('GET')).toBe(first);
  vi.advanceTimersByTime(1);
  expect(await sent('GET')).toBeNull();
  const second = await sent('POST');
  expect(second).not.toBe(first);
  expect(await sent('GET')).toBe(second);
});
