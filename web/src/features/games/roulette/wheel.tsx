import { useState } from 'react';
import { colourOf, WHEEL } from './layout';
import { landing, SECTOR_DEG } from './scene';

interface Props {
  /** Where the ball fell; null while nothing is known. */
  pocket: number | null;
  /** Which spin it is, so that the same pocket twice is two spins. */
  spin: string | null;
  revealMs: number;
}

const R = 200;
const FILL = { red: 'fill-pocket-red', black: 'fill-pocket-black', green: 'fill-pocket-green' };

const point = (radius: number, deg: number) => {
  const angle = ((deg - 90) * Math.PI) / 180;
  return `${(radius * Math.cos(angle)).toFixed(2)} ${(radius * Math.sin(angle)).toFixed(2)}`;
};

const sector = (at: number) => {
  const [from, to] = [(at - 0.5) * SECTOR_DEG, (at + 0.5) * SECTOR_DEG];
  return `M${point(118, from)} L${point(184, from)} A184 184 0 0 1 ${point(184, to)} L${point(118, to)} A118 118 0 0 0 ${point(118, from)}Z`;
};

/** The wheel. It turns only to a pocket that is in the log. */
export function Wheel({ pocket, spin, revealMs }: Props) {
  const [turned, setTurned] = useState<{ spin: string | null; deg: number }>({
    spin: null,
    deg: 0,
  });
  if (pocket !== null && spin !== turned.spin) {
    setTurned({ spin, deg: landing(turned.deg, pocket) });
  }
  return (
    <svg
      viewBox={`${-R - 8} ${-R - 14} ${2 * R + 16} ${2 * R + 22}`}
      aria-hidden
      className="h-full w-full"
    >
      <circle r={R} className="fill-s3 stroke-control" strokeWidth="1.5" />
      <circle r={190} className="fill-s1" />
      <g
        data-wheel-deg={turned.deg}
        style={{
          transform: `rotate(${turned.deg}deg)`,
          transition: `transform ${revealMs}ms cubic-bezier(.12,.62,.1,1)`,
        }}
      >
        {WHEEL.map((number, at) => (
          <g key={number}>
            <path
              d={sector(at)}
              className={`${FILL[colourOf(number)]} stroke-pocket-line`}
              strokeWidth="1"
            />
            <text
              transform={`rotate(${at * SECTOR_DEG}) translate(0 -163)`}
              textAnchor="middle"
              className="num fill-white text-[17px] font-bold"
            >
              {number}
            </text>
          </g>
        ))}
        <circle r={118} className="fill-s2 stroke-control" strokeWidth="1" />
        {[0, 45, 90, 135].map((deg) => (
          <g key={deg} transform={`rotate(${deg})`}>
            <rect x={-3} y={-96} width={6} height={192} rx={3} className="fill-s3" />
            <circle cy={-96} r={6} className="fill-control" />
            <circle cy={96} r={6} className="fill-control" />
          </g>
        ))}
        <circle r={40} className="fill-s3 stroke-control" strokeWidth="1" />
        <circle r={16} className="fill-control" />
      </g>
      <circle
        cy={-132}
        r={8}
        className={pocket === null ? 'opacity-0' : 'fill-white stroke-card-ink'}
      />
      <path d="M-11 -212 L11 -212 L0 -190Z" className="fill-text" />
    </svg>
  );
}
