export { MyBets as Component } from '~/features/bets/my-bets';
