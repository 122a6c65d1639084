import { Button } from '@mantine/core';

import { FormProblem } from '../../ui/FormProblem';
import { TrialResult } from './TrialResult';
import type { TrialState } from './use-trial';

interface Props {
  trial: TrialState;
  /** Why it was refused. */
  problem: string | null;
  onTry: () => void;
}

/** Checks once what is typed, and shows what each region found. */
export function TryIt({ trial, problem, onTry }: Props) {
  const { found, isOld, isPending } = trial;
  return (
    <section className="panel try-it" aria-labelledby="try-it">
      <h2 id="try-it">Try it</h2>
      <p className="muted">Checks once from each region what is typed here. Nothing is stored.</p>
      <Button variant="default" loading={isPending} onClick={onTry}>
        Try it
      </Button>
      <FormProblem>{problem}</FormProblem>
      <div role="status" aria-busy={isPending}>
        {isPending && <p className="muted">The regions check it…</p>}
        {found && !isPending && (
          <>
            {isOld && <p className="muted">This is from before the last changes.</p>}
            <ul className="trials">
              {found.map((trial) => (
                <TrialResult key={trial.region} trial={trial} />
              ))}
            </ul>
          </>
        )}
      </div>
    </section>
  );
}
