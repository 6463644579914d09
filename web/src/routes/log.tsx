export { Log as Component } from '~/features/system/log';
