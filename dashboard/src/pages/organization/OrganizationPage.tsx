import { isOwnPersonal, useSession } from '../../app/session';
import { LinkButton } from '../../ui/LinkButton';
import { Query } from '../../ui/Query';
import { ApiKeys } from './ApiKeys';
import { CreateOrganization } from './CreateOrganization';
import { Farewell } from './Farewell';
import { Invitations } from './Invitations';
import { Members } from './Members';
import { Rename } from './Rename';
import { roleName } from './roles';
import { useOrganization } from './use-organization';

/** The organization: who is in it, and what they may. */
export function OrganizationPage() {
  const { organization, may } = useSession();
  const query = useOrganization();
  return (
    <>
      <div className="page-head">
        <h1>{organization.name}</h1>
        {may('ADMIN') && (
          <LinkButton href="/organization/audit" isMinor>
            Audit log
          </LinkButton>
        )}
      </div>
      <p>
        Your role: {roleName(organization.role)}.
        {isOwnPersonal(organization) && ' It is your personal organization, which stays with you.'}
      </p>
      {may('ADMIN') && <Rename />}
      <Query query={query} what="organization">
        {(data) => (
          <>
            <h2>Members</h2>
            <Members members={data.organization.members} />
            {data.organization.invitations && (
              <>
                <h2>Invitations</h2>
                <Invitations invitations={data.organization.invitations} />
              </>
            )}
            {data.organization.apiKeys && (
              <>
                <h2>API keys</h2>
                <ApiKeys keys={data.organization.apiKeys} />
              </>
            )}
          </>
        )}
      </Query>
      <h2>New organization</h2>
      <CreateOrganization />
      {!isOwnPersonal(organization) && <Farewell />}
    </>
  );
}
