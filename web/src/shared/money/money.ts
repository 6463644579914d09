/**
 * Money is an integer of minor units and nothing else. It is read from decimal text with at most
 * two decimals, judged by value, and never rounded: what does not fit is refused.
 */

declare const brand: unique symbol;

/** An amount in minor units (hundredths of the currency unit). */
export type Money = number & { readonly [brand]: 'Money' };

export const ZERO = 0 as Money;

/** The minus sign of typography, as wide as the plus. */
const MINUS = '\u2212';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?$/;

/** What `text` says in minor units, or null when that is not exact. */
export function moneyFromText(text: string): Money | null {
  const match = DECIMAL.exec(text.trim());
  if (!match) return null;
  const fraction = (match[3] ?? '').replace(/0+$/, '');
  if (fraction.length > 2) return null;
  const minor = Number(match[2]) * 100 + Number(fraction.padEnd(2, '0'));
  if (!Number.isSafeInteger(minor)) return null;
  return (match[1] && minor !== 0 ? -minor : minor) as Money;
}

/**
 * The amount that a JSON number states. JavaScript prints a number as the shortest decimal that
 * reads back as the same number, which for two decimals below 2^53 minor units is the text the
 * server wrote, trailing zeros aside.
 */
export function moneyFromJson(number: number): Money {
  const money = moneyFromText(String(number));
  if (money === null) throw new RangeError(`not an amount: ${number}`);
  return money;
}

/** An amount that the wire already states in minor units. */
export function moneyFromMinor(minor: number): Money {
  if (!Number.isSafeInteger(minor)) throw new RangeError(`not minor units: ${minor}`);
  return minor as Money;
}

/** The JSON number to send. The nearest double to a two-decimal text prints as that text. */
export const moneyToJson = (money: Money): number => money / 100;

export const add = (a: Money, b: Money): Money => moneyFromMinor(a + b);

export const subtract = (a: Money, b: Money): Money => moneyFromMinor(a - b);

/** `money × numerator ÷ denominator`, rounded down to the minor unit as every payout is. */
export function share(money: Money, numerator: number, denominator: number): Money {
  const exact = (BigInt(money) * BigInt(numerator)) / BigInt(denominator);
  return moneyFromMinor(Number(exact));
}

/** `1,240.50`, with two decimals always. */
export function format(money: Money): string {
  const minor = Math.abs(money);
  const units = String(Math.floor(minor / 100)).replace(/\B(?=(\d{3})+$)/g, ',');
  const cents = String(minor % 100).padStart(2, '0');
  return `${money < 0 ? MINUS : ''}${units}.${cents}`;
}

/** `+12.00`, `−12.00`, `0.00`: for what was won or lost. */
export const formatSigned = (money: Money): string => (money > 0 ? '+' : '') + format(money);

/** What an input field holds: no grouping, an ASCII minus. */
export function toInputText(money: Money): string {
  return format(money).replaceAll(',', '').replace(MINUS, '-');
}
