export { Dice as Component } from '~/features/games/dice/dice';
