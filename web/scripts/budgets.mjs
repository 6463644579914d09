// What a first visit to any route may cost, in brotli bytes, from Vite's manifest.
import { readFile, stat } from 'node:fs/promises';

const KB = 1024;
const JS_PER_ROUTE = 140 * KB;
const CSS = 20 * KB;
const ALL = 500 * KB;

const root = new URL('../build/client/', import.meta.url);
const manifest = JSON.parse(await readFile(new URL('.vite/manifest.json', root), 'utf8'));

const size = async (file) => {
  const packed = await stat(new URL(`${file}.br`, root)).catch(() => null);
  return (packed ?? (await stat(new URL(file, root)))).size;
};

/** Every chunk a page has to have before it shows: the entry, the route, what they import. */
const needs = (key, seen = new Set()) => {
  if (seen.has(key)) return seen;
  seen.add(key);
  for (const next of manifest[key].imports ?? []) needs(next, seen);
  return seen;
};

const entry = Object.keys(manifest).find((key) => manifest[key].isEntry);
const routes = Object.keys(manifest).filter((key) => key.startsWith('src/routes/'));
const sum = async (files) => {
  const sizes = await Promise.all([...files].map(size));
  return sizes.reduce((total, one) => total + one, 0);
};

let failed = false;
const check = (what, bytes, limit) => {
  const over = bytes > limit;
  failed ||= over;
  const kb = (n) => (n / KB).toFixed(1).padStart(6);
  console.log(`${over ? 'OVER' : '  ok'} ${kb(bytes)} of ${kb(limit)} KB  ${what}`);
};

for (const route of routes) {
  const keys = needs(route, needs(entry));
  await check(route, await sum([...keys].map((key) => manifest[key].file)), JS_PER_ROUTE);
}
const css = new Set(Object.values(manifest).flatMap((chunk) => chunk.css ?? []));
check('all CSS', await sum(css), CSS);
const everything = new Set(
  Object.values(manifest).flatMap((chunk) => [chunk.file, ...(chunk.css ?? [])]),
);
check('all assets of the manifest', await sum(everything), ALL);
process.exit(failed ? 1 : 0);
