// The types of the API, from the committed OpenAPI document. `--check` fails when they are stale.
import { readFile, writeFile } from 'node:fs/promises';
import openapiTS, { astToString } from 'openapi-typescript';

const source = new URL('../../crates/api/openapi.json', import.meta.url);
const target = new URL('../src/shared/api/schema.d.ts', import.meta.url);

const head =
  '// Generated from crates/api/openapi.json by `npm run generate:api`. Do not edit.\n\n';
const fresh = head + astToString(await openapiTS(source));

if (process.argv.includes('--check')) {
  const committed = await readFile(target, 'utf8').catch(() => '');
  if (committed !== fresh) {
    console.error('src/shared/api/schema.d.ts is stale; run `npm run generate:api`');
    process.exit(1);
  }
} else {
  await writeFile(target, fresh);
}
