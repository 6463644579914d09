export { Architecture as Component } from '~/features/map/architecture';
