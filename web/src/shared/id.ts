/** A UUID of version 7: 48 bits of time, then randomness. Works outside secure contexts too. */
export function uuidv7(nowMs = Date.now()): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  for (let index = 0; index < 6; index++) {
    bytes[index] = Math.floor(nowMs / 2 ** (8 * (5 - index))) % 256;
  }
  bytes[6] = 0x70 | (byte(bytes, 6) & 0x0f);
  bytes[8] = 0x80 | (byte(bytes, 8) & 0x3f);
  const hex = [...bytes].map((one) => one.toString(16).padStart(2, '0')).join('');
  return [8, 12, 16, 20, 32].map((end, at, ends) => hex.slice(ends[at - 1] ?? 0, end)).join('-');
}

const byte = (bytes: Uint8Array, index: number): number => bytes[index] ?? 0;
