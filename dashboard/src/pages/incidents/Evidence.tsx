import type { EvidenceTickFragment } from '../../api/generated/graphql';
import { milliseconds } from '../../ui/milliseconds';
import { Time } from '../../ui/Time';

interface Props {
  title: string;
  tick: EvidenceTickFragment | null;
}

/** A check that shows why an incident opened, or where it was not seen. */
export function Evidence({ title, tick }: Props) {
  return (
    <section className="panel">
      <h3>{title}</h3>
      {tick ? <Facts tick={tick} /> : <p className="muted">There was none, or it is not kept.</p>}
    </section>
  );
}

function Facts({ tick }: { tick: EvidenceTickFragment }) {
  const { checkedAt, region, outcome, httpStatus, responseTimeMs, failure, evidence } = tick;
  return (
    <>
      <dl className="facts">
        <dt>Region</dt>
        <dd>{region}</dd>
        <dt>Checked</dt>
        <dd>
          <Time at={checkedAt} />
        </dd>
        <dt>Found</dt>
        <dd>{failure?.reason ?? outcome.toLowerCase()}</dd>
        <dt>HTTP status</dt>
        <dd>{httpStatus ?? '–'}</dd>
        <dt>Response</dt>
        <dd>{milliseconds(responseTimeMs)}</dd>
        <dt>Address</dt>
        <dd>{evidence?.address ?? '–'}</dd>
        {evidence?.attempts.map(({ reason, tookMs }, index) => [
          <dt key={`dt${index}`}>Attempt {index + 1}</dt>,
          <dd key={`dd${index}`}>
            {reason}, after {milliseconds(tookMs)}
          </dd>,
        ])}
        {evidence?.findings.map(({ expected, actual, verdict }, index) => [
          <dt key={`dt-${index}`}>{verdict.toLowerCase()}</dt>,
          <dd key={`dd-${index}`}>
            {expected}: {actual}
          </dd>,
        ])}
      </dl>
      {evidence?.head && <pre className="head-of-reply">{evidence.head}</pre>}
      {evidence?.body && <pre className="head-of-reply">{evidence.body}</pre>}
    </>
  );
}
