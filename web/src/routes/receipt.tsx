export { Receipt as Component } from '~/features/receipt/receipt';
