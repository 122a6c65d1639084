import { IconChevronDown, IconChevronRight } from '@tabler/icons-react';
import { memo, useId } from 'react';

import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_NAMES } from '../../status/status';
import { Time } from '../../ui/Time';
import { clipped } from '../../ui/clipped';
import { milliseconds } from '../../ui/milliseconds';
import { CheckDetails } from './CheckDetails';
import type { Check } from './checks';

/** How much of a reason stands in the list. */
const LONGEST_REASON = 200;

interface Props {
  id: string;
  check: Check;
  /** Cursor of the check before it. */
  after: string | null;
  isOpen: boolean;
  onToggle: () => void;
}

/** A check of the list, and what it recorded if it is open. */
export const CheckItem = memo(function CheckItem(props: Props) {
  const { id, check, after, isOpen, onToggle } = props;
  const details = useId();
  const Chevron = isOpen ? IconChevronDown : IconChevronRight;
  return (
    <li
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen) {
          event.currentTarget.querySelector('button')?.focus();
          onToggle();
        }
      }}
    >
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? details : undefined}
        onClick={onToggle}
      >
        <Chevron size={16} aria-hidden="true" />
        <Time at={check.checkedAt} />
        <span className="state">
          <StatusIcon status={check.outcome} /> <span>{STATUS_NAMES[check.outcome]}</span>
        </span>
        <bdi>{check.region}</bdi>
        <span className="number">{milliseconds(check.responseTimeMs)}</span>
        <bdi className="why">{clipped(check.failure?.reason ?? '', LONGEST_REASON)}</bdi>
      </button>
      {isOpen && (
        <div id={details} className="details">
          <CheckDetails id={id} check={check} after={after} />
        </div>
      )}
    </li>
  );
});
