import { RANGES, type LatencyView, type Range } from './latency';

interface Props {
  view: LatencyView;
  onChange: (part: Partial<LatencyView>) => void;
}

/** Which time the chart shows. */
export function Ranges({ view, onChange }: Props) {
  const names = Object.keys(RANGES);
  const shown = names.indexOf(view.range);
  return (
    <div className="ranges" role="group" aria-label="Range">
      {Object.entries(RANGES).map(([range, { name }]) => (
        <button
          key={range}
          type="button"
          aria-keyshortcuts={{ [-1]: '[', 1: ']' }[names.indexOf(range) - shown]}
          aria-pressed={view.range === range && !view.zoom}
          onClick={() => onChange({ range: range as Range, zoom: null })}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
