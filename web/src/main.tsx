import './app.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { RouterProvider } from 'react-router/dom';
import { watchWallet } from './features/wallet/wallet';
import { router } from './routes';
import { watchSession } from './shared/api/session';
import { startLive } from './shared/live/hub';
import { applyPrefs, watchPrefs } from './shared/prefs/prefs';
import { queryClient } from './shared/query';

applyPrefs();
watchPrefs();
watchSession();
watchWallet();
startLive();

// A new build replaced the files this page would load next: start over on the new one, where the
// click wanted to go. Once; what fails again is shown as a problem.
addEventListener('vite:preloadError', (event) => {
  const wanted = router.state.navigation.location ?? router.state.location;
  const path = wanted.pathname + wanted.search;
  if (sessionStorage.getItem('croupier.reloaded') === path) return;
  sessionStorage.setItem('croupier.reloaded', path);
  event.preventDefault();
  location.assign(path);
});

const root = document.getElementById('root');
if (!root) throw new Error('the page has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
