/** The eight symbols, drawn here. Each has its own shape, not only its own colour. */

import type { ReactNode } from 'react';
import type { Fruit } from './strips';

const INK = '#121826';

const ART: Record<Fruit, ReactNode> = {
  cherry: (
    <>
      <path
        d="M20 40C22 24 32 14 46 10M44 42C44 26 44 16 46 10"
        stroke="#0b6b4c"
        strokeWidth="3.5"
        fill="none"
        strokeLinecap="round"
      />
      <path d="M46 10c6-4 12-3 15 1-5 5-11 4-15-1Z" fill="#0b6b4c" />
      <circle cx="19" cy="46" r="11" fill="#c8243f" stroke={INK} strokeWidth="1.5" />
      <circle cx="44" cy="49" r="11" fill="#c8243f" stroke={INK} strokeWidth="1.5" />
      <path
        d="M13 43a7 7 0 0 1 5-4M38 46a7 7 0 0 1 5-4"
        stroke="#fff"
        strokeWidth="2.5"
        fill="none"
        strokeLinecap="round"
      />
    </>
  ),
  lemon: (
    <>
      <path
        d="M8 34c2-14 14-21 26-20 5 0 8 3 12 4 6 1 9 4 9 9 0 4-3 6-4 10-3 10-12 16-23 15-6 0-9-3-13-4-5-2-8-7-7-14Z"
        fill="#f2d21b"
        stroke={INK}
        strokeWidth="1.5"
      />
      <path
        d="M18 26c4-5 9-6 14-6"
        stroke="#fff"
        strokeWidth="3"
        fill="none"
        strokeLinecap="round"
      />
    </>
  ),
  orange: (
    <>
      <circle cx="32" cy="35" r="21" fill="#f08a1d" stroke={INK} strokeWidth="1.5" />
      <circle cx="32" cy="35" r="15" fill="#ffc06b" />
      {[0, 60, 120].map((deg) => (
        <path
          key={deg}
          d="M32 20V50"
          stroke="#f08a1d"
          strokeWidth="2.5"
          transform={`rotate(${deg} 32 35)`}
        />
      ))}
      <path d="M32 14c2-5 8-7 12-5-2 5-7 7-12 5Z" fill="#0b6b4c" />
    </>
  ),
  plum: (
    <>
      <path
        d="M32 16c14-4 24 8 22 21-2 12-12 20-22 20S12 49 10 37C8 24 18 12 32 16Z"
        fill="#6b3fa0"
        stroke={INK}
        strokeWidth="1.5"
      />
      <path d="M32 16c-5 11-5 26 0 41" stroke="#4a2a73" strokeWidth="2.5" fill="none" />
      <path
        d="M32 16c0-6 4-9 9-9"
        stroke="#0b6b4c"
        strokeWidth="3.5"
        fill="none"
        strokeLinecap="round"
      />
    </>
  ),
  melon: (
    <>
      <path d="M4 26a28 28 0 0 0 56 0Z" fill="#0b6b4c" stroke={INK} strokeWidth="1.5" />
      <path d="M9 26a23 23 0 0 0 46 0Z" fill="#f4f7d8" />
      <path d="M13 26a19 19 0 0 0 38 0Z" fill="#d8364d" />
      {['22 31', '32 37', '42 31', '27 40', '37 40'].map((at) => (
        <ellipse key={at} cx={at.slice(0, 2)} cy={at.slice(3)} rx="1.6" ry="2.6" fill={INK} />
      ))}
    </>
  ),
  bell: (
    <>
      <path
        d="M32 8c-12 0-16 10-16 20 0 9-3 13-7 17h46c-4-4-7-8-7-17 0-10-4-20-16-20Z"
        fill="#e0a31a"
        stroke={INK}
        strokeWidth="1.5"
      />
      <rect x="8" y="44" width="48" height="5" rx="2.5" fill="#b67d0b" />
      <circle cx="32" cy="54" r="5" fill="#b67d0b" stroke={INK} strokeWidth="1.5" />
      <path
        d="M23 26c0-6 2-10 6-12"
        stroke="#fff"
        strokeWidth="3"
        fill="none"
        strokeLinecap="round"
      />
    </>
  ),
  bar: (
    <>
      {[12, 27, 42].map((y) => (
        <g key={y}>
          <rect
            x="7"
            y={y}
            width="50"
            height="12"
            rx="3"
            fill={INK}
            stroke="#e0a31a"
            strokeWidth="1.5"
          />
          <path
            d={`M20 ${y + 3.5}v5M28 ${y + 3.5}v5M36 ${y + 3.5}v5M44 ${y + 3.5}v5`}
            stroke="#e0a31a"
            strokeWidth="3"
          />
        </g>
      ))}
    </>
  ),
  seven: (
    <path
      d="M12 8h40v10C42 27 36 40 34 57H20c2-16 8-28 18-36H20v7h-8Z"
      fill="#c8243f"
      stroke={INK}
      strokeWidth="2"
      strokeLinejoin="round"
    />
  ),
};

export function SymbolArt({ symbol, className = '' }: { symbol: Fruit; className?: string }) {
  return (
    <svg viewBox="0 0 64 64" aria-hidden data-symbol={symbol} className={className}>
      {ART[symbol]}
    </svg>
  );
}
