export { Roulette as Component } from '~/features/games/roulette/roulette';
