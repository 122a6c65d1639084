import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useLayoutEffect, useRef, useState } from 'react';

import type { WebsiteRow as Row } from '../../live/website-store';
import { toggled } from './view';
import { WebsiteRow } from './WebsiteRow';

/** Height of a row, in pixels, as in websites.css. */
const ROW_HEIGHT = 44;

/** Rows of grey lines while nothing is there. */
const SKELETONS = 8;

interface Props {
  rows: readonly Row[];
  isLoading: boolean;
  /** Ids of the selected websites; null for whoever may change none. */
  selected: ReadonlySet<string> | null;
  onSelect: (selected: ReadonlySet<string>) => void;
}

/** Websites in rows, of which only those on screen exist. */
export const WebsiteTable = memo(function WebsiteTable({
  rows,
  isLoading,
  selected,
  onSelect,
}: Props) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    scrollMargin: top,
    overscan: 8,
    getItemKey: (index) => rows[index]?.id ?? index,
  });
  const lastToggled = useRef<string | null>(null);
  const toggle = (id: string, isUpToHere: boolean) => {
    const ids = rows.map((row) => row.id);
    onSelect(toggled(selected ?? new Set(), ids, id, isUpToHere ? lastToggled.current : null));
    lastToggled.current = id;
  };
  const isAll = rows.length > 0 && selected !== null && rows.every(({ id }) => selected.has(id));

  return (
    <div
      className={selected ? 'websites selectable' : 'websites'}
      role="table"
      aria-label="Websites"
      aria-rowcount={rows.length + 1}
      aria-busy={isLoading}
    >
      <div role="rowgroup">
        <div className="website head" role="row" aria-rowindex={1}>
          {selected && (
            <span role="columnheader">
              <input
                type="checkbox"
                aria-label="Select all that are shown"
                checked={isAll}
                disabled={rows.length === 0}
                onChange={() => onSelect(new Set(isAll ? [] : rows.map(({ id }) => id)))}
              />
            </span>
          )}
          <span role="columnheader" className="status-head">
            Status
          </span>
          <span role="columnheader">Name</span>
          <span role="columnheader" className="strip">
            Last 24 hours
          </span>
          <span role="columnheader" className="number uptime">
            Uptime
          </span>
          <span role="columnheader" className="age">
            Last check
          </span>
          <span role="columnheader" className="number">
            Response
          </span>
          <span role="columnheader" className="number p95">
            p95
          </span>
        </div>
      </div>
      <div ref={body} role="rowgroup" style={{ height: virtual.getTotalSize() }} className="body">
        {virtual.getVirtualItems().map(({ key, index, start }) => {
          const row = rows[index];
          return (
            row && (
              <WebsiteRow
                key={key}
                id={row.id}
                index={index + 2}
                top={start - top}
                isSelected={selected?.has(row.id) ?? null}
                onToggle={toggle}
              />
            )
          );
        })}
      </div>
      {isLoading && rows.length === 0 && (
        <div aria-hidden="true">
          {Array.from({ length: SKELETONS }, (_, index) => (
            <div key={index} className="website skeleton">
              <span />
              <span />
            </div>
          ))}
        </div>
      )}
    </div>
  );
});
