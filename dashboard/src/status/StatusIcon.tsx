import type { WebsiteStatus } from '../api/generated/graphql';

import './status.css';

/** Outline and drawing of each status: shapes differ, so that color is never needed. */
const DRAWINGS: Record<WebsiteStatus, { outline: string; drawing: string }> = {
  UP: {
    outline: 'M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Z',
    drawing: 'm4.8 8.2 2.2 2.2 4.2-4.6',
  },
  DEGRADED: { outline: 'M8 1.5 15.2 14H.8Z', drawing: 'M8 5.8v3.6M8 11.4v.6' },
  PARTIAL: {
    outline: 'M8 1a7 7 0 0 1 0 14Z',
    drawing: 'M8 1.8a6.2 6.2 0 0 0 0 12.4',
  },
  DOWN: {
    outline: 'M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z',
    drawing: 'm5.4 5.4 5.2 5.2m0-5.2-5.2 5.2',
  },
  UNMEASURED: {
    outline: '',
    drawing: 'M6 6.2a2 2 0 1 1 2.8 1.9c-.6.3-.8.6-.8 1.2M8 11.3v.6',
  },
  PENDING: { outline: '', drawing: 'M8 4.4V8l2.4 1.6' },
  PAUSED: {
    outline: 'M3 1h10a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H3a2 2 0 0 1-2-2V3a2 2 0 0 1 2-2Z',
    drawing: 'M6.2 5v6m3.6-6v6',
  },
};

interface Props {
  status: WebsiteStatus;
}

/** The shape of a status; the word stands beside it. */
export function StatusIcon({ status }: Props) {
  const { outline, drawing } = DRAWINGS[status];
  const name = status.toLowerCase();
  return (
    <svg className={`status-icon ${name}`} viewBox="0 0 16 16" aria-hidden="true">
      {outline ? (
        <path className="outline" d={outline} />
      ) : (
        <circle className="ring" cx="8" cy="8" r="6.5" />
      )}
      <path className="drawing" d={drawing} />
    </svg>
  );
}
