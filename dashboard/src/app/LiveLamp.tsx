import { clockTime } from '../ui/time';
import { useLive, useLiveness } from './live';

/** Whether what is on screen moves, in a word. */
export function LiveLamp() {
  const liveness = useLiveness();
  const { connection } = useLive();
  const texts = {
    connecting: 'Connecting',
    live: 'Live',
    stale: `Not live: what you see is from ${clockTime(connection.heardAt)}`,
  };
  return (
    <span className={`lamp ${liveness}`} role="status">
      {texts[liveness]}
    </span>
  );
}
