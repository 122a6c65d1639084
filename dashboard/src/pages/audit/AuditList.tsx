import { Button } from '@mantine/core';

import { explain } from '../../api/error';
import type { AuditLogQuery } from '../../api/generated/graphql';
import { Failure } from '../../ui/Failure';
import { Loading } from '../../ui/Loading';
import { ShowMore } from '../../ui/ShowMore';
import type { usePages } from '../../ui/use-pages';
import { AuditRow } from './AuditRow';

export type AuditEntry = AuditLogQuery['auditLog']['nodes'][number];

interface Props {
  list: ReturnType<typeof usePages<AuditEntry>>;
  isFiltered: boolean;
  onClear: () => void;
  /** Shows only what was done to an object. */
  onChoose: (object: string) => void;
}

/** Entries, newest first. */
export function AuditList({ list, isFiltered, onClear, onChoose }: Props) {
  const { nodes, error, retry } = list;
  const clear = (
    <Button variant="default" onClick={onClear}>
      Clear the filters
    </Button>
  );
  if (error && !nodes) {
    return (
      <Failure title="The audit log cannot be read" retry={retry}>
        {explain(error)}
      </Failure>
    );
  }
  if (!nodes) {
    return <Loading what="audit log" />;
  }
  if (nodes.length === 0) {
    return <p className="empty">{isFiltered ? <>No entry matches. {clear}</> : 'Nothing yet.'}</p>;
  }
  return (
    <>
      {isFiltered && <p>{clear}</p>}
      <ul className="list audit" aria-label="Entries of the audit log">
        {nodes.map((entry) => (
          <AuditRow key={entry.id} entry={entry} onChoose={onChoose} />
        ))}
      </ul>
      <ShowMore list={list} />
    </>
  );
}
