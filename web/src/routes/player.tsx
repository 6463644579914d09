export { Player as Component } from '~/features/players/player';
