import { expect, test } from 'vitest';
import * as m from './money';

test.each([
  ['12.5', 1250],
  ['10.010', 1001],
  ['0.07', 7],
  [' 100 ', 10000],
  ['-42.00', -4200],
  ['-0', 0],
  ['90071992547409.91', 9007199254740991],
  ['10.001', null],
  ['1e2', null],
  ['', null],
  ['.5', null],
  ['1,000', null],
  ['90071992547409.92', null],
  ['NaN', null],
])('%j is %j minor units', (text, minor) => {
  expect(m.moneyFromText(text)).toBe(minor);
});

test('every amount below a thousand survives JSON both ways', () => {
  const wrong = [];
  for (let minor = 0; minor < 100_000; minor++) {
    const wire = JSON.parse(JSON.stringify(m.moneyToJson(m.moneyFromMinor(minor)))) as number;
    if (m.moneyFromJson(wire) !== minor) wrong.push(minor);
  }
  expect(wrong).toEqual([]);
});

test('amounts are printed with two decimals, groups and a real minus sign', () => {
  const cases: [number, string, string][] = [
    [0, '0.00', '0.00'],
    [5, '0.05', '+0.05'],
    [-1234567, '−12,345.67', '−12,345.67'],
    [100000000, '1,000,000.00', '+1,000,000.00'],
  ];
  for (const [minor, plain, signed] of cases) {
    expect(m.format(m.moneyFromMinor(minor))).toBe(plain);
    expect(m.formatSigned(m.moneyFromMinor(minor))).toBe(signed);
  }
});

test('shares are rounded down', () => {
  expect(m.share(m.moneyFromMinor(1000), 9900, 3333)).toBe(2970);
  expect(m.share(m.moneyFromMinor(9_007_199_254_740), 99, 1)).toBe(891_712_726_219_260);
});

test('what is not exact is refused, not rounded', () => {
  expect(() => m.moneyFromJson(10.001)).toThrow(RangeError);
  expect(() => m.moneyFromJson(1e21)).toThrow(RangeError);
  expect(() => m.moneyFromMinor(0.5)).toThrow(RangeError);
});
