// `npm run e2e -- --binary PATH`: the built application in a real browser over a real server.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { binary: { type: 'string' }, browser: { type: 'string' } },
  allowPositionals: true,
});
const binary = resolve(values.binary ?? '../target/debug/croupier');
const browser = values.browser ?? process.env.CHROMIUM ?? '/usr/bin/chromium';
for (const [what, path, how] of [
  ['server', binary, 'cargo build -p croupier'],
  ['browser', browser, 'apt-get install chromium'],
  ['application', resolve('build/client/index.html'), 'npm run build'],
]) {
  if (existsSync(path)) continue;
  console.error(`no ${what} at ${path}; \`${how}\` makes one`);
  process.exit(2);
}
const { status } = spawnSync(
  'npx',
  ['vitest', 'run', '--config', 'vitest.e2e.config.ts', ...positionals],
  { stdio: 'inherit', env: { ...process.env, CROUPIER_BINARY: binary, CHROMIUM: browser } },
);
process.exit(status ?? 1);
