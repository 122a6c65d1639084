import { NativeSelect, TextInput } from '@mantine/core';

import { useOrganization } from '../organization/use-organization';
import { actionChoices } from './actions';
import { KEY, type View } from './view';

const WHAT = [{ value: '', label: 'Everything' }, ...actionChoices()];

interface Props {
  view: View;
  onChange: (part: Partial<View>) => void;
}

/** Chooses entries by action, person or key, and days. */
export function AuditFilters({ view, onChange }: Props) {
  const { data } = useOrganization();
  const people = data?.organization.members.map(({ user }) => ({
    value: user.id,
    label: user.email,
  }));
  const keys = data?.organization.apiKeys?.map(({ id, name }) => ({
    value: `${KEY}${id}`,
    label: `Key ${name}`,
  }));
  const known = [...(people ?? []), ...(keys ?? [])];
  const isKnown = view.who === '' || known.some(({ value }) => value === view.who);
  return (
    <div className="filters audit-filters" role="search" aria-label="Entries">
      <NativeSelect
        label="What"
        value={view.what}
        data={WHAT}
        onChange={(event) => onChange({ what: event.currentTarget.value })}
      />
      <NativeSelect
        label="Who"
        value={view.who}
        data={[
          { value: '', label: 'Everybody' },
          ...known,
          ...(isKnown ? [] : [{ value: view.who, label: 'Somebody who is gone' }]),
        ]}
        onChange={(event) => onChange({ who: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="From"
        value={view.from}
        onChange={(event) => onChange({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        value={view.to}
        onChange={(event) => onChange({ to: event.currentTarget.value })}
      />
    </div>
  );
}
