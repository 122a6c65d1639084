import { Button, NativeSelect } from '@mantine/core';
import { Suspense, lazy, useMemo } from 'react';
import { useSearchParams } from 'wouter';

import { Part } from '../../ui/Part';
import { shortTime } from '../../ui/time';
import { LatencyTable } from './LatencyTable';
import { PhaseTable } from './PhaseTable';
import { Ranges } from './Ranges';
import {
  RANGES,
  latencyInWords,
  latencyViewOf,
  outagesOf,
  startOf,
  variablesOf,
  withLatencyView,
  type LatencyView,
} from './latency';
import { WEBSITE_LATENCY } from './queries';
import { useWebsiteQuery } from './use-website-query';

import './latency.css';

const LatencyPlot = lazy(() => import('./LatencyPlot'));

interface Props {
  id: string;
  regions: readonly string[];
  /** When the website was added, in milliseconds of Unix time. */
  createdAt: number;
}

/** Response times as a chart, and what they are made of. */
export function Latency({ id, regions, createdAt }: Props) {
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => latencyViewOf(params), [params]);
  const change = (part: Partial<LatencyView>) =>
    setParams((now) => withLatencyView(now, { ...latencyViewOf(now), ...part }), {
      replace: part.zoom === undefined,
    });
  const query = useWebsiteQuery(WEBSITE_LATENCY, id, { variables: variablesOf(view) });
  const { data, dataUpdatedAt } = query;
  const outages = useMemo(
    () => outagesOf(data?.website.changes.nodes ?? [], dataUpdatedAt),
    [data, dataUpdatedAt],
  );
  const [zoomFrom, zoomTo] = view.zoom ?? [];
  const range =
    zoomFrom === undefined || zoomTo === undefined
      ? `last ${RANGES[view.range].name}`
      : `${shortTime(zoomFrom, dataUpdatedAt)} to ${shortTime(zoomTo, dataUpdatedAt)}`;
  return (
    <Part title="Response times" query={query}>
      {({ website: { latency, latencySeries } }) => (
        <>
          <div className="filters">
            <Ranges view={view} onChange={change} />
            {(regions.length > 1 || view.region) && (
              <NativeSelect
                aria-label="Region"
                value={view.region ?? ''}
                onChange={(event) => change({ region: event.currentTarget.value || null })}
                data={[
                  { value: '', label: 'All regions' },
                  ...new Set(view.region ? [...regions, view.region] : regions),
                ]}
              />
            )}
            <NativeSelect
              aria-label="What is shown"
              value={view.show}
              onChange={(event) =>
                change({ show: event.currentTarget.value === 'phases' ? 'phases' : 'percentiles' })
              }
              data={[
                { value: 'percentiles', label: 'Percentiles' },
                { value: 'phases', label: 'Phases' },
              ]}
            />
            {view.zoom && (
              <Button variant="default" onClick={() => change({ zoom: null })}>
                Back to {RANGES[view.range].name}
              </Button>
            )}
          </div>
          {view.zoom && <p>From {range}.</p>}
          {latency.count === 0 ? (
            <p className="nothing">Nothing was measured in this time.</p>
          ) : view.show === 'phases' ? (
            <PhaseTable latency={latency} />
          ) : (
            <>
              <Legend hasOutages={outages.length > 0} />
              <Suspense fallback={<div className="plot" />}>
                <LatencyPlot
                  series={latencySeries}
                  from={zoomFrom ?? startOf(view.range, createdAt, dataUpdatedAt)}
                  to={zoomTo ?? dataUpdatedAt}
                  outages={outages}
                  label={latencyInWords(latency, range)}
                  onZoom={(from, to) => change({ zoom: [from, to] })}
                />
              </Suspense>
              <LatencyTable series={latencySeries} />
            </>
          )}
        </>
      )}
    </Part>
  );
}

function Legend({ hasOutages }: { hasOutages: boolean }) {
  return (
    <ul className="legend">
      <li className="p50">p50, the median</li>
      <li className="p95">p95</li>
      <li className="p99">p99</li>
      {hasOutages && <li className="outage">down</li>}
    </ul>
  );
}
