import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { waterfallOf } from './hops';
import { WaterfallTable } from './waterfall';

/** The receipt of a bet that the read side took up so much later than it was durable. */
const shown = (lateMs: number): string => {
  const times = {
    received_at: 1000,
    decided_at: 1001,
    appended_at: 1003,
    read_back_at: 1003 + lateMs,
    projected_at: 1004 + lateMs,
  };
  return renderToStaticMarkup(<WaterfallTable waterfall={waterfallOf(times, null)} />);
};

/** How wide the bar of a part is, in thousandths. */
const widthOf = (html: string, name: string): number =>
  Number(new RegExp(`data-bar="${name}".*?width="([\\d.]+)" height="14"`).exec(html)?.[1]);

test('a burst is readable beside half a minute of waiting, which is said to be drawn short', () => {
  const html = shown(30_000);
  expect(html).toContain('A gap of 30.0 s is drawn short');
  expect(html).toContain('To scale');
  expect(widthOf(html, 'Command')).toBeCloseTo(212.5, 6);
  expect(widthOf(html, 'Log')).toBeCloseTo(425, 6);
  expect(widthOf(html, 'Processor reads')).toBeCloseTo(150, 6);
});

test('where nothing waits nothing is drawn short, and nothing said of it', () => {
  const html = shown(1);
  expect(html).not.toContain('drawn short');
  expect(html).not.toContain('To scale');
  expect(widthOf(html, 'Command')).toBeCloseTo(200, 6);
});
