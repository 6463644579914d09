export { Dashboard as Component } from '~/features/stats/dashboard';
