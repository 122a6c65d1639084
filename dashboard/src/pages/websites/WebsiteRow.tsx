import { memo } from 'react';
import { Link } from 'wouter';

import type { WebsiteDayFragment } from '../../api/generated/graphql';
import { useDay, useWebsite } from '../../app/live';
import { HourStrip } from '../../status/HourStrip';
import { StatusIcon } from '../../status/StatusIcon';
import { STATUS_NAMES } from '../../status/status';
import { Age } from '../../ui/Age';
import { milliseconds } from '../../ui/milliseconds';
import { uptimePercent } from '../../ui/percent';

import { useRowKeys } from './use-row-keys';

/** From when on a certificate's end is shown, in days: a renewal that works has come by then. */
const SOON_DAYS = 20;

interface Props {
  id: string;
  /** Its place in the table, counted from 1 with the head. */
  index: number;
  /** Where it is, in pixels below the head. */
  top: number;
  /** Null for whoever may select nothing. */
  isSelected: boolean | null;
  onToggle: (id: string, isUpToHere: boolean) => void;
}

/** A website of the table; ticks of others do not concern it. */
export const WebsiteRow = memo(function WebsiteRow(props: Props) {
  const { id, index, top, isSelected, onToggle } = props;
  const onKey = useRowKeys();
  const row = useWebsite(id);
  const day = useDay(id);
  const daysLeft = certificateDays(day);
  if (!row) {
    return null;
  }
  const isSoon = daysLeft !== null && daysLeft <= SOON_DAYS;
  const { name, url, status, tags, lastTick } = row;
  const isFailing = status !== 'UP' && status !== 'PAUSED';
  const reason = (isFailing && lastTick?.failure?.reason) || null;
  return (
    <div
      className={`website ${isSelected ? 'selected' : ''}`}
      role="row"
      aria-rowindex={index}
      style={{ transform: `translateY(${top}px)` }}
      onKeyDown={(event) => onKey(event, id, isSelected === true)}
    >
      {isSelected !== null && (
        <span role="cell">
          <input
            type="checkbox"
            aria-label={`Select ${name}`}
            checked={isSelected}
            onChange={({ nativeEvent }) =>
              onToggle(id, nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
            }
          />
        </span>
      )}
      <span role="cell" className="status">
        <StatusIcon status={status} /> <span>{STATUS_NAMES[status]}</span>
      </span>
      <span role="cell" className="name">
        <Link href={`/websites/${id}`} className="title">
          <bdi>{name}</bdi>
        </Link>
        {/* Why it fails needs the room. */}
        {reason === null &&
          tags.map(({ text }) => (
            <bdi key={text} className="tag">
              {text}
            </bdi>
          ))}
        {isSoon && <span className="tag warning soon">{certificate(daysLeft)}</span>}
        <bdi className="detail">{reason ?? shortAddress(url)}</bdi>
      </span>
      <span role="cell" className="strip">
        {day && <HourStrip series={day.uptimeSeries} />}
      </span>
      <span role="cell" className="number uptime">
        {uptimePercent(day?.uptime.ratio)}
      </span>
      <span role="cell" className={`number certificate ${isSoon ? 'soon' : ''}`}>
        {daysLeft === null ? '–' : days(daysLeft)}
      </span>
      <span role="cell" className="age">
        {lastTick ? <Age at={Date.parse(lastTick.checkedAt)} /> : '–'}
      </span>
      <span role="cell" className="number">
        {milliseconds(lastTick?.responseTimeMs)}
      </span>
      <span role="cell" className="number p95">
        {milliseconds(day?.latency.p95Ms)}
      </span>
    </div>
  );
});

/** Days until the first of the website's certificates expires, as any region sees it. */
function certificateDays(day: WebsiteDayFragment | undefined): number | null {
  const left = day?.tls.flatMap(({ chain }) => chain.slice(0, 1).map(({ daysLeft }) => daysLeft));
  return left && left.length > 0 ? Math.min(...left) : null;
}

/** What people call an address: `https://example.org/` is `example.org`. */
function shortAddress(url: string): string {
  return url.replace(/^https:\/\//, '').replace(/^([^/]+)\/$/, '$1');
}

function certificate(left: number): string {
  return left < 0 ? 'certificate expired' : `certificate: ${days(left)} left`;
}

function days(left: number): string {
  if (left < 0) {
    return 'expired';
  }
  return left === 1 ? '1 day' : `${left} days`;
}
