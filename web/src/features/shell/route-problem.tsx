import { useRouteError } from 'react-router';
import { Failed } from '~/components/ui/states';

/** A page that broke; the shell around it works on. */
export function RouteProblem() {
  const error = useRouteError();
  return (
    <div className="panel mx-auto max-w-[640px]">
      <h1 className="px-4 pt-5 text-xl font-bold">This page broke</h1>
      <Failed error={error} retry={() => location.reload()} />
    </div>
  );
}
