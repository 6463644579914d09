import { Home } from '~/features/home/home';

export const Component = Home;
