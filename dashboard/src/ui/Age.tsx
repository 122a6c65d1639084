import { useSyncExternalStore } from 'react';

import { duration, exactTime } from './time';

const listeners = new Set<() => void>();
let now = Date.now();
let clock: ReturnType<typeof setInterval> | null = null;

/** One clock for all ages on screen. */
function listen(listener: () => void): () => void {
  listeners.add(listener);
  clock ??= setInterval(() => {
    now = Date.now();
    for (const listener of listeners) {
      listener();
    }
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && clock !== null) {
      clearInterval(clock);
      clock = null;
    }
  };
}

/** Now, in milliseconds of Unix time, to the second. */
export function useNow(): number {
  return useSyncExternalStore(listen, () => now);
}

interface Props {
  /** Milliseconds of Unix time. */
  at: number;
}

/** How long ago something was, counting on. */
export function Age({ at }: Props) {
  const age = useNow() - at;
  return (
    <time dateTime={new Date(at).toISOString()} title={exactTime(at)}>
      {age < 5_000 ? 'just now' : `${duration(age)} ago`}
    </time>
  );
}
