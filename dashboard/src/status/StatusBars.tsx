import { useState, type PointerEvent } from 'react';

import type { WebsiteStatus } from '../api/generated/graphql';
import { FOOT, HEIGHT, PITCH, WIDTH, moved, shapesOf } from './bar-shapes';

import './status-bars.css';

export interface Bar {
  status: WebsiteStatus;
  /** The bar in words, such as "Nov 12: down 3 min". */
  text: string;
}

interface Props {
  label: string;
  bars: readonly Bar[];
  /** What stands below the first and the last bar. */
  first: string;
  last: string;
}

/** A bar for each status; hovering over them, or the arrow keys, say each in words. */
export function StatusBars({ label, bars, first, last }: Props) {
  const [hovered, setHovered] = useState<number | null>(null);
  const [focused, setFocused] = useState<number | null>(null);
  const end = bars.length - 1;
  const at = hovered ?? focused;
  const pointed = at === null ? undefined : bars[at];
  const current = Math.min(focused ?? end, end);
  const hover = (event: PointerEvent) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    const index = Math.floor(((event.clientX - left) / width) * bars.length);
    setHovered(Math.min(Math.max(index, 0), end));
  };
  return (
    <div className="status-bars">
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-readonly="true"
        aria-valuemin={1}
        aria-valuemax={bars.length}
        aria-valuenow={current + 1}
        aria-valuetext={bars[current]?.text}
        onPointerMove={hover}
        onPointerDown={hover}
        onPointerLeave={() => setHovered(null)}
        onFocus={() => setFocused(current)}
        onBlur={() => setFocused(null)}
        onKeyDown={(event) => {
          const to = moved(event.key, current, bars.length);
          if (to !== null) {
            event.preventDefault();
            setHovered(null);
            setFocused(to);
          }
        }}
      >
        <svg
          viewBox={`0 0 ${bars.length * PITCH} ${HEIGHT + FOOT + 1}`}
          preserveAspectRatio="none"
          aria-hidden="true"
        >
          {pointed && at !== null && (
            <rect
              className="pointed"
              x={at * PITCH - (PITCH - WIDTH) / 2}
              width={PITCH}
              height={HEIGHT + FOOT + 1}
            />
          )}
          {[...shapesOf(bars.map(({ status }) => status))].map(([status, shape]) => (
            <g key={status} className={status.toLowerCase()}>
              <path className="filled" d={shape.filled} />
              <path className="outlined" d={shape.outlined} />
            </g>
          ))}
        </svg>
      </div>
      <p aria-hidden="true">
        <span>{first}</span>
        <strong>{pointed?.text ?? ''}</strong>
        <span>{last}</span>
      </p>
    </div>
  );
}
