import { useMemo } from 'react';
import { Link, useSearchParams } from 'wouter';

import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { NotAllowed } from '../../ui/NotAllowed';
import { usePages } from '../../ui/use-pages';
import { AuditExports } from './AuditExports';
import { AuditFilters } from './AuditFilters';
import { AuditList } from './AuditList';
import { AUDIT_LOG } from './queries';
import { filterOf, paramsOf, viewOf, type View } from './view';

import './audit.css';

/** Who did what in the organization. */
export function AuditPage() {
  const { may } = useSession();
  return (
    <>
      <p className="back">
        <Link href="/organization">Organization</Link>
      </p>
      <h1>Audit log</h1>
      {may('ADMIN') ? <AuditLog /> : <NotAllowed what="read the audit log" least="admin" />}
    </>
  );
}

function AuditLog() {
  const { organization } = useSession();
  const [params, setParams] = useSearchParams();
  const view = useMemo(() => viewOf(params), [params]);
  const change = (part: Partial<View>) =>
    setParams(paramsOf({ ...view, ...part }), { replace: true });
  const list = usePages(['audit-log', organization.id, view], async (after, signal) => {
    const variables = { organizationId: organization.id, filter: filterOf(view), after };
    return (await request(AUDIT_LOG, variables, signal)).auditLog;
  });
  const isFiltered = paramsOf(view).size > 0;
  return (
    <>
      <AuditFilters view={view} onChange={change} />
      <AuditList
        list={list}
        isFiltered={isFiltered}
        onClear={() => setParams({}, { replace: true })}
        onChoose={(object) => change({ object })}
      />
      <AuditExports view={view} />
    </>
  );
}
