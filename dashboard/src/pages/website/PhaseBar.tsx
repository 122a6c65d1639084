import { milliseconds } from '../../ui/milliseconds';
import { PHASES, segmentsOf, type Phase, type PhaseTime } from './latency';

const NAMES = new Map<Phase, string>(PHASES);

interface Props {
  label: string;
  phases: readonly PhaseTime[];
}

/** Phases one after the other, as long as they took. */
export function PhaseBar({ label, phases }: Props) {
  const there = segmentsOf(phases);
  const words = there.map(({ phase, ms }) => `${NAMES.get(phase) ?? phase} ${milliseconds(ms)}`);
  return (
    <svg
      className="phase-bar"
      viewBox="0 0 1000 16"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${label}: ${words.join(', ')}`}
    >
      {there.map(({ phase, start, share }) => (
        <rect key={phase} className={phase} x={1_000 * start} width={1_000 * share} height="16" />
      ))}
    </svg>
  );
}
