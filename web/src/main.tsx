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

// A new build replaced the files this page would load next: start over on the new one, once.
addEventListener('vite:preloadError', (event) => {
  if (sessionStorage.getItem('croupier.reloaded') === location.pathname) return;
  sessionStorage.setItem('croupier.reloaded', location.pathname);
  event.preventDefault();
  location.reload();
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
