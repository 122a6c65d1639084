import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';

import { NumberField } from '../pages/website-form/NumberField';
import type { Problems } from '../pages/website-form/problems';
import { QuorumFields } from '../pages/website-form/QuorumFields';
import { RegionFields } from '../pages/website-form/RegionFields';
import { Dialog } from '../ui/Dialog';
import { FormProblem } from '../ui/FormProblem';
import { settingOf } from './settings-change';
import { AS_IT_IS, problemsOf, settingsOf, type SettingsDraft } from './settings-draft';
import type { Settings } from './undo';
import { useBulkForm } from './use-bulk-form';

/** What a field says that changes nothing. */
const SAME = 'As it is';

interface Props {
  ids: readonly string[];
  /** How many they are, in words. */
  count: string;
  onClose: () => void;
}

/** Changes settings of the selected websites, and only those that are filled in. */
export function EditDialog({ ids, count, onClose }: Props) {
  const [draft, setDraft] = useState(AS_IT_IS);
  const [own, setOwn] = useState<Problems>({});
  const form = useRef<HTMLFormElement>(null);
  const { mutate, isPending, placed } = useBulkForm(
    (place, settings: Settings) => settingOf(place, ids, settings),
    onClose,
  );
  const { field } = placed;
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [own, field]);
  const at = (name: string) => own[name] ?? placed.at(name);
  const change = (part: Partial<SettingsDraft>) => setDraft((draft) => ({ ...draft, ...part }));
  const settings = settingsOf(draft);
  const number = { draft, otherwise: SAME, at, change };
  return (
    <Dialog onClose={onClose} title={`Edit ${count}`} size="xl">
      <form
        ref={form}
        className="form bulk-edit"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          const problems = problemsOf(draft);
          setOwn(problems);
          if (Object.keys(problems).length === 0) {
            mutate(settings);
          }
        }}
      >
        <p className="muted">Only what you fill in is changed.</p>
        <div className="row-of-fields">
          <NumberField name="intervalSecs" {...number} />
          <NumberField name="timeoutMs" {...number} />
          <NumberField name="retries" {...number} />
        </div>
        <div className="row-of-fields">
          <LimitFields name="degradedAboveMs" label="Degraded if slow" {...number} />
          <LimitFields name="downAboveMs" label="Down if slow" {...number} />
        </div>
        <RegionFields
          regions={draft.regions}
          asItIs={SAME}
          error={at('regions')}
          onChange={(regions) => change({ regions })}
        />
        <QuorumFields
          quorum={draft.quorum}
          asItIs={SAME}
          error={at('quorum')}
          onChange={(quorum) => change({ quorum })}
        />
        <div className="row-of-fields">
          <NumberField name="confirmationSecs" {...number} />
          <NumberField name="recoverySecs" {...number} />
        </div>
        <FormProblem>{placed.rest}</FormProblem>
        <Button
          type="submit"
          loading={isPending}
          disabled={JSON.stringify(draft) === JSON.stringify(AS_IT_IS)}
        >
          Change {count}
        </Button>
      </form>
    </Dialog>
  );
}

type Limit = 'degradedAboveMs' | 'downAboveMs';

interface LimitProps {
  name: Limit;
  label: string;
  draft: SettingsDraft;
  at: (field: string) => string | null;
  change: (part: Partial<SettingsDraft>) => void;
}

function LimitFields({ name, label, draft, at, change }: LimitProps) {
  const limit = draft[name];
  return (
    <div className="form">
      <NativeSelect
        label={label}
        value={limit === undefined ? '' : limit === null ? 'never' : 'above'}
        data={[
          { value: '', label: SAME },
          { value: 'never', label: 'Never' },
          { value: 'above', label: 'Above so many ms' },
        ]}
        error={typeof limit === 'string' ? null : at(name)}
        onChange={({ currentTarget: { value } }) =>
          change({ [name]: value === '' ? undefined : value === 'never' ? null : '' })
        }
      />
      {typeof limit === 'string' && (
        <NumberField
          name={name}
          draft={{ [name]: limit } as Record<Limit, string>}
          at={at}
          change={change}
        />
      )}
    </div>
  );
}
