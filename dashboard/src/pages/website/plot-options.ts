import type uPlot from 'uplot';

import { colorOf } from '../../theme/scheme';

/** When the website was down, in seconds of Unix time. */
export type Outage = readonly [from: number, to: number];

interface Settings {
  width: number;
  /** Ends of the time that is shown, in seconds of Unix time. */
  from: number;
  to: number;
  /** Asked at each drawing. */
  outages: () => readonly Outage[];
  onPoint: (index: number | null) => void;
  onZoom: (from: number, to: number) => void;
}

const HEIGHT = 240;

/** The least that can be chosen by dragging, in seconds. */
const LEAST_SECS = 60;

const DAY_SECS = 86_400;

const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const DATE = new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric' });

/** How the chart looks and what it tells. */
export function plotOptions(settings: Settings): uPlot.Options {
  const { width, from, to, onPoint, onZoom } = settings;
  const line = (label: string, color: string, dash: number[] = []): uPlot.Series => ({
    label,
    stroke: colorOf(color),
    width: 1.5,
    dash,
    points: { size: 4, fill: colorOf(color) },
  });
  const axis: uPlot.Axis = {
    stroke: colorOf('--muted'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: colorOf('--hairline'), width: 1 },
    ticks: { show: false },
  };
  return {
    width,
    height: HEIGHT,
    legend: { show: false },
    cursor: { y: false, drag: { x: true, y: false, setScale: false } },
    scales: {
      x: { min: from, max: to },
      y: { range: (_, __, max) => [0, max > 0 ? max * 1.1 : 1] },
    },
    series: [{}, line('p50', '--p50'), line('p95', '--p95', [6, 4]), line('p99', '--p99', [2, 3])],
    axes: [
      {
        ...axis,
        size: 28,
        values: (_, splits, __, ___, step) => splits.map((at) => tickName(at, step)),
      },
      {
        ...axis,
        size: 64,
        values: (_, splits) => splits.map((ms) => `${ms.toLocaleString('en-US')} ms`),
      },
    ],
    hooks: {
      drawClear: [(chart) => drawOutages(chart, settings.outages())],
      setCursor: [({ cursor }) => onPoint(cursor.idx ?? null)],
      setSelect: [
        (chart) => {
          const { left, width } = chart.select;
          const [first, last] = [chart.posToVal(left, 'x'), chart.posToVal(left + width, 'x')];
          if (width > 0 && last - first >= LEAST_SECS) {
            onZoom(first, last);
          }
        },
      ],
    },
  };
}

function tickName(at: number, step: number): string {
  return step >= DAY_SECS ? DATE.format(at * 1_000) : CLOCK.format(at * 1_000);
}

/** Outages as bands with the hatch of what is down. */
function drawOutages(chart: uPlot, outages: readonly Outage[]): void {
  const { ctx, bbox } = chart;
  const color = colorOf('--down');
  for (const [from, to] of outages) {
    const left = Math.max(chart.valToPos(from, 'x', true), bbox.left);
    const right = Math.min(chart.valToPos(to, 'x', true), bbox.left + bbox.width);
    if (right <= left) {
      continue;
    }
    ctx.save();
    ctx.beginPath();
    ctx.rect(left, bbox.top, Math.max(right - left, 1), bbox.height);
    ctx.clip();
    ctx.fillStyle = color;
    ctx.globalAlpha = 0.12;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.globalAlpha = 0.5;
    ctx.strokeStyle = color;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let x = left - bbox.height; x < right; x += 10) {
      ctx.moveTo(x, bbox.top + bbox.height);
      ctx.lineTo(x + bbox.height, bbox.top);
    }
    ctx.stroke();
    ctx.restore();
  }
}
