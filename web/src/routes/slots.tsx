export { Slots as Component } from '~/features/games/slots/slots';
