export { Blackjack as Component } from '~/features/games/blackjack/blackjack';
