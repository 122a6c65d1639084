import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo } from 'react';

import { StatusIcon } from '../../status/StatusIcon';
import { BY_SEVERITY, STATUS_NAMES, WRONG } from '../../status/status';
import { worstOf, type Group } from './groups';
import { countsOf } from './view';

interface Props {
  group: Group;
  /** What the group without a tag is called. */
  otherwise: string;
  /** Its place in the table, counted from 1 with the head. */
  index: number;
  /** Where it is, in pixels below the head. */
  top: number;
  /** Whether all or some of its websites are selected; null for whoever may select nothing. */
  selected: 'all' | 'some' | 'none' | null;
  onSelect: (group: Group) => void;
  onFold: (name: string) => void;
}

/** The head of a group: how it is doing, also when it is folded. */
export const GroupRow = memo(function GroupRow(props: Props) {
  const { group, otherwise, index, top, selected, onSelect, onFold } = props;
  const { name, rows, isFolded } = group;
  const counts = countsOf(rows);
  const there = BY_SEVERITY.filter((status) => counts.has(status));
  const Chevron = isFolded ? IconChevronRight : IconChevronDown;
  const title = name || otherwise;
  return (
    <div
      className="website group"
      role="row"
      aria-rowindex={index}
      style={{ transform: `translateY(${top}px)` }}
    >
      {selected !== null && (
        <span role="cell">
          <input
            type="checkbox"
            aria-label={`Select all of ${title}`}
            checked={selected === 'all'}
            ref={(box) => {
              if (box) {
                box.indeterminate = selected === 'some';
              }
            }}
            onChange={() => onSelect(group)}
          />
        </span>
      )}
      <span role="rowheader" aria-colspan={7} className="group-head">
        <button
          type="button"
          className="title"
          aria-expanded={!isFolded}
          onClick={() => onFold(name)}
        >
          <Chevron size={16} aria-hidden="true" />
          <StatusIcon status={worstOf(group)} />
          <bdi>{title}</bdi>
        </button>
        <span className="group-counts">
          {there.map((status, place) => (
            <span key={status} className={WRONG.has(status) ? 'wrong' : ''}>
              {place > 0 && ', '}
              {counts.get(status)} {STATUS_NAMES[status].toLowerCase()}
            </span>
          ))}
        </span>
      </span>
    </div>
  );
});
