import { useEffect, useMemo, useRef, useState } from 'react';
import uPlot from 'uplot';

import { useScheme } from '../../theme/scheme';
import { milliseconds } from '../../ui/milliseconds';
import { shortTime } from '../../ui/time';
import { columnsOf, type LatencySeries } from './latency';
import { plotOptions, type Outage } from './plot-options';

import 'uplot/dist/uPlot.min.css';

interface Props {
  series: LatencySeries;
  /** Ends of the time that is shown, in milliseconds of Unix time. */
  from: number;
  to: number;
  outages: readonly Outage[];
  label: string;
  /** Told of a part that was chosen by dragging, in milliseconds of Unix time. */
  onZoom: (from: number, to: number) => void;
}

/** The chart, drawn on a canvas: loaded only where it is shown. */
export default function LatencyPlot({ series, from, to, outages, label, onZoom }: Props) {
  const scheme = useScheme();
  const place = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(series), [series]);
  const [pointed, setPointed] = useState<number | null>(null);
  const chart = useRef<uPlot | null>(null);
  const known = { columns, from, to, outages, onZoom };
  const shown = useRef(known);
  useEffect(() => {
    shown.current = known;
  });

  // Made anew when the theme changes, since a canvas does not follow variables, and only then:
  // a part that is being chosen would be lost.
  useEffect(() => {
    const parent = place.current;
    if (!parent) {
      return;
    }
    const { columns, from, to } = shown.current;
    const made = new uPlot(
      plotOptions({
        width: parent.clientWidth,
        from: from / 1_000,
        to: to / 1_000,
        outages: () => shown.current.outages,
        onPoint: setPointed,
        onZoom: (first, last) => shown.current.onZoom(first * 1_000, last * 1_000),
      }),
      columns,
      parent,
    );
    chart.current = made;
    const observer = new ResizeObserver(() =>
      made.setSize({ width: parent.clientWidth, height: made.height }),
    );
    observer.observe(parent);
    parent.dataset['scheme'] = scheme;
    return () => {
      observer.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [scheme]);

  useEffect(() => {
    const drawn = chart.current;
    drawn?.batch(() => {
      drawn.setData(columns, false);
      drawn.setScale('x', { min: from / 1_000, max: to / 1_000 });
    });
  }, [columns, from, to, outages]);

  const [at, p50, p95, p99] = columns;
  const start = pointed === null ? undefined : at[pointed];
  return (
    <>
      <div ref={place} className="plot" role="img" aria-label={label} />
      <p className="pointed" aria-hidden="true">
        {start !== undefined && pointed !== null
          ? `${shortTime(start * 1_000, to)}: p50 ${milliseconds(p50[pointed])}, p95 ${milliseconds(p95[pointed])}, p99 ${milliseconds(p99[pointed])}`
          : 'Drag over a part to enlarge it.'}
      </p>
    </>
  );
}
