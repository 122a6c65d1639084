import type { Verdict } from '../api/generated/graphql';

/** What became of a condition. */
const VERDICTS: Record<Verdict, string> = {
  PASSED: 'holds',
  DEGRADED: 'fails (degraded)',
  FAILED: 'fails',
};

interface Props {
  findings: readonly { expected: string; actual: string; verdict: Verdict }[];
}

/** Conditions that were tested, with what was seen. */
export function Findings({ findings }: Props) {
  return (
    <ul className="plain">
      {findings.map(({ expected, actual, verdict }, index) => (
        <li key={index}>
          <bdi>{expected}</bdi>: <strong>{VERDICTS[verdict]}</strong>, it was <bdi>{actual}</bdi>
        </li>
      ))}
    </ul>
  );
}
