import { Suspense } from 'react';
import { Link, Outlet, ScrollRestoration, useNavigation } from 'react-router';
import { Announcer } from '~/components/live/announcer';
import { ConnectionBanner } from '~/components/live/connection-banner';
import { LiveChip } from '~/components/live/live-chip';
import { EndedBanner } from '../session/ended-banner';
import { BalancePill } from './balance-pill';
import { BottomBar, TopNav } from './nav';
import { RouteFocus } from './route-focus';
import { ViewMenu } from './view-menu';

/** What stands around every page. */
export function Shell() {
  const busy = useNavigation().state !== 'idle';
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="absolute top-2 left-2 z-50 -translate-y-20 rounded-md bg-accent px-4 py-2 font-bold text-on-accent focus:translate-y-0"
      >
        Skip to the page
      </a>
      <header className="top-0 z-30 border-b border-line bg-bg [@media(min-height:30rem)]:sticky">
        <div className="mx-auto flex min-h-14 max-w-[1440px] flex-wrap items-center gap-2 px-4 py-1 lg:gap-4">
          <Link to="/" className="flex min-h-10 items-center gap-2 text-md font-bold">
            <Logo />
            <span className="max-sm:sr-only">Croupier</span>
          </Link>
          <TopNav />
          <div className="ml-auto flex flex-wrap items-center justify-end gap-2">
            <LiveChip />
            <ViewMenu />
            <BalancePill />
          </div>
        </div>
        <div
          aria-hidden
          className={`h-px bg-accent transition-opacity ${busy ? 'opacity-100' : 'opacity-0'} -mb-px`}
        />
      </header>
      <ConnectionBanner />
      <EndedBanner />
      <main
        id="main"
        tabIndex={-1}
        className="mx-auto w-full max-w-[1440px] flex-1 px-4 pt-6 pb-40 outline-none lg:pb-12"
      >
        <Suspense>
          <Outlet />
        </Suspense>
      </main>
      <footer className="hidden border-t border-line lg:block">
        <p className="mx-auto max-w-[1440px] px-4 py-4 text-sm text-muted">
          Play credits only. Every outcome is in the log before it is on your screen.
        </p>
      </footer>
      <BottomBar />
      <Announcer />
      <RouteFocus />
      <ScrollRestoration />
    </div>
  );
}

/** Two links of a chain: a commit, and the one that names it. */
function Logo() {
  return (
    <svg viewBox="0 0 24 24" className="size-7" aria-hidden fill="none" strokeWidth="2.5">
      <rect x="2.5" y="2.5" width="11" height="11" rx="3" className="stroke-command" />
      <rect x="10.5" y="10.5" width="11" height="11" rx="3" className="stroke-event" />
    </svg>
  );
}
