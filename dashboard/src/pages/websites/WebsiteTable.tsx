import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { memo, useLayoutEffect, useRef, useState } from 'react';

import { GroupRow } from './GroupRow';
import type { Group, Item } from './groups';
import { toggled } from './view';
import { WebsiteRow } from './WebsiteRow';

/** Height of a row, in pixels, as in websites.css. */
const ROW_HEIGHT = 44;

/** Rows of grey lines while nothing is there. */
const SKELETONS = 8;

interface Props {
  /** Websites, and heads of groups. */
  items: readonly Item[];
  /** What the group of websites without the tag is called. */
  otherwise: string;
  isLoading: boolean;
  /** Ids of the selected websites; null for whoever may change none. */
  selected: ReadonlySet<string> | null;
  onSelect: (selected: ReadonlySet<string>) => void;
  onFold: (group: string) => void;
}

/** Websites in rows, of which only those on screen exist. */
export const WebsiteTable = memo(function WebsiteTable({
  items,
  otherwise,
  isLoading,
  selected,
  onSelect,
  onFold,
}: Props) {
  const body = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  useLayoutEffect(() => setTop(body.current?.offsetTop ?? 0), []);
  const virtual = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => ROW_HEIGHT,
    scrollMargin: top,
    overscan: 8,
    getItemKey: (index) => items[index]?.key ?? index,
  });
  const lastToggled = useRef<string | null>(null);
  const toggle = (id: string, isUpToHere: boolean) => {
    const ids = items.flatMap((item) => ('id' in item ? item.id : []));
    onSelect(toggled(selected ?? new Set(), ids, id, isUpToHere ? lastToggled.current : null));
    lastToggled.current = id;
  };
  const toggleGroup = (group: Group) => {
    const next = new Set(selected);
    const isSelected = shareOf(group, next) === 'all';
    group.rows.forEach(({ id }) => (isSelected ? next.delete(id) : next.add(id)));
    onSelect(next);
  };
  // Also those of folded groups, whose heads are shown.
  const all = items.flatMap((item) =>
    'id' in item ? item.id : item.group.rows.map(({ id }) => id),
  );
  const isAll = all.length > 0 && selected !== null && all.every((id) => selected.has(id));

  return (
    <div
      className={selected ? 'websites selectable' : 'websites'}
      role="table"
      aria-label="Websites"
      aria-rowcount={items.length + 1}
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
                disabled={all.length === 0}
                onChange={() => onSelect(new Set(isAll ? [] : all))}
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
          <span role="columnheader" className="number certificate">
            Certificate
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
          const item = items[index];
          if (!item) {
            return null;
          }
          const place = { index: index + 2, top: start - top };
          return 'id' in item ? (
            <WebsiteRow
              key={key}
              id={item.id}
              {...place}
              isSelected={selected?.has(item.id) ?? null}
              onToggle={toggle}
            />
          ) : (
            <GroupRow
              key={key}
              group={item.group}
              otherwise={otherwise}
              {...place}
              selected={selected && shareOf(item.group, selected)}
              onSelect={toggleGroup}
              onFold={onFold}
            />
          );
        })}
      </div>
      {isLoading && items.length === 0 && (
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

function shareOf({ rows }: Group, selected: ReadonlySet<string>): 'all' | 'some' | 'none' {
  const count = rows.filter(({ id }) => selected.has(id)).length;
  return count === 0 ? 'none' : count === rows.length ? 'all' : 'some';
}
