// Writes a .br beside every asset that gets smaller by it, so that the server never compresses.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { brotliCompressSync, constants } from 'node:zlib';

const root = new URL('../build/client/', import.meta.url);
const compressible = /\.(html|js|css|svg|json|txt|map)$/;

const files = (await readdir(root, { recursive: true })).filter((name) => compressible.test(name));
for (const name of files) {
  const raw = await readFile(new URL(name, root));
  const packed = brotliCompressSync(raw, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: raw.length,
    },
  });
  if (packed.length < raw.length) await writeFile(new URL(`${name}.br`, root), packed);
}
console.log(`${files.length} files compressed`);
