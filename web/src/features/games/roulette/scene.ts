/** Where the wheel comes to rest: a function of the pocket, and of nothing else. */

import { WHEEL } from './layout';

export const SECTOR_DEG = 360 / WHEEL.length;

/** Whole turns before it rests; they say nothing. */
const TURNS = 5;

/** How far the wheel is turned clockwise when `pocket` stands under the pointer at the top. */
export function restAngle(pocket: number): number {
  const at = WHEEL.findIndex((one) => one === pocket);
  if (at < 0) throw new RangeError(`no such pocket: ${pocket}`);
  return (360 - at * SECTOR_DEG) % 360;
}

/** Where to turn to from `fromDeg`: forward, some whole turns, and onto the pocket. */
export function landing(fromDeg: number, pocket: number): number {
  const onwards = (((restAngle(pocket) - fromDeg) % 360) + 360) % 360;
  return fromDeg + TURNS * 360 + onwards;
}

/** The pocket under the pointer of a wheel turned by `deg`. */
export function pocketUnder(deg: number): number {
  const at = Math.round((((-deg % 360) + 360) % 360) / SECTOR_DEG) % WHEEL.length;
  return WHEEL[at] ?? 0;
}
