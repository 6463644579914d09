import { renderToStaticMarkup } from 'react-dom/server';
import { expect, test } from 'vitest';
import { moneyFromMinor } from '~/shared/money/money';
import { DiceScale } from './scale';
import { type Call, pays, placeOf, winners } from './scene';

test.each<[Call, number, number]>([
  [{ direction: 'over', chanceBp: 4950 }, 5050, 9999],
  [{ direction: 'under', chanceBp: 4950 }, 0, 4949],
  [{ direction: 'over', chanceBp: 100 }, 9900, 9999],
  [{ direction: 'under', chanceBp: 9500 }, 0, 9499],
])('%j wins from %d to %d', (call, first, last) => {
  expect(winners(call)).toEqual({ first, last });
  expect(last - first + 1).toBe(call.chanceBp);
});

test('a win pays 9900 ÷ chance, rounded down', () => {
  const stake = moneyFromMinor(1000);
  expect(pays(stake, { direction: 'over', chanceBp: 4950 })).toBe(2000);
  expect(pays(stake, { direction: 'over', chanceBp: 3333 })).toBe(2970);
});

test('the marker stands where the roll of the event lies, and nothing stands there before', () => {
  const call: Call = { direction: 'over', chanceBp: 4950 };
  const draw = (roll: number | null, isRevealed: boolean) =>
    renderToStaticMarkup(
      <DiceScale call={call} roll={roll} spin="b" isRevealed={isRevealed} revealMs={1} />,
    );
  for (const roll of [0, 368, 5049, 5050, 9999]) {
    const html = draw(roll, true);
    expect(html).toContain(`data-place="${placeOf(roll)}"`);
    expect(html).toContain(`>${String(roll).padStart(4, '0')}<`);
  }
  expect(draw(368, false)).not.toContain('>0368<');
  expect(draw(null, false)).not.toContain('data-place');
});
