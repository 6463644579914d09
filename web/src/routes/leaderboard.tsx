export { Leaderboard as Component } from '~/features/board/leaderboard';
