import { NativeSelect, Textarea } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import type { AlertKind } from '../../api/generated/graphql';
import { explain } from '../../api/error';
import { request } from '../../api/request';
import { Raw } from '../../ui/Raw';
import { PREVIEW_TEMPLATE } from './queries';
import { ALERT_KINDS } from './view';

interface Props {
  label: string;
  hint: string | undefined;
  value: string;
  error: string | null;
  onChange: (value: string) => void;
}

/** How long nothing is typed before the preview is made, in milliseconds. */
const QUIET_MS = 300;

/** What a template may name. Source: docs/ALERTS.md. */
const NAMES =
  'id, type, timestamp, title, text, link, incident, website, regions, summary, listed, trouble';

/** A template, and what it makes of an alert. */
export function TemplateField({ label, hint, value, error, onChange }: Props) {
  const [kind, setKind] = useState<AlertKind>('INCIDENT_OPENED');
  const [template] = useDebouncedValue(value, QUIET_MS);
  const isGiven = template.trim() !== '';
  const preview = useQuery({
    queryKey: ['template', template, kind],
    queryFn: ({ signal }) => request(PREVIEW_TEMPLATE, { input: { template, kind } }, signal),
    enabled: isGiven,
  });
  const problem = isGiven && preview.error ? explain(preview.error) : null;
  return (
    <>
      <Textarea
        label={label}
        description={`${hint ?? ''}. It may name ${NAMES}.`}
        rows={6}
        spellCheck={false}
        className="template"
        value={value}
        error={error ?? problem}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      {isGiven && (
        <>
          <NativeSelect
            label="Preview for"
            value={kind}
            data={[...ALERT_KINDS]}
            onChange={(event) => setKind(event.currentTarget.value as AlertKind)}
          />
          {preview.data && !preview.error && (
            <Raw title="What the template makes">{preview.data.previewTemplate}</Raw>
          )}
        </>
      )}
    </>
  );
}
