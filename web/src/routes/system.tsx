export { System as Component } from '~/features/system/system';
