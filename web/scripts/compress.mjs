// Writes a .br and a .gz beside every asset that gets smaller by it, so that the server never
// compresses. Browsers take Brotli over TLS and on localhost only; elsewhere there is gzip.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const root = new URL('../build/client/', import.meta.url);
const compressible = /\.(html|js|css|svg|json|txt|map)$/;

const files = (await readdir(root, { recursive: true })).filter((name) => compressible.test(name));
for (const name of files) {
  const raw = await readFile(new URL(name, root));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
  };
  const forms = { br: brotliCompressSync(raw, { params }), gz: gzipSync(raw, { level: 9 }) };
  for (const [ending, packed] of Object.entries(forms)) {
    if (packed.length < raw.length) await writeFile(new URL(`${name}.${ending}`, root), packed);
  }
}
console.log(`${files.length} files compressed`);
