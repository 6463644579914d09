/**
 * How fast a game may go. A new bet may begin this long after the last (the least cycle that the
 * United Kingdom's technical standard asks for: 2.5 s for slots, 5 s for other casino games), and
 * the outcome, known from the answer on, is revealed in this time.
 */

export const GAMES = ['roulette', 'slots', 'blackjack', 'dice'] as const;
export type GameName = (typeof GAMES)[number];

export const isGame = (name: string): name is GameName =>
  (GAMES as readonly string[]).includes(name);

export const PACE: Record<GameName, { cycleMs: number; revealMs: number }> = {
  roulette: { cycleMs: 5000, revealMs: 4200 },
  slots: { cycleMs: 2500, revealMs: 1900 },
  blackjack: { cycleMs: 5000, revealMs: 450 },
  dice: { cycleMs: 5000, revealMs: 1100 },
};
