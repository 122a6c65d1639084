import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { NameForm } from './NameForm';
import { CREATE_ORGANIZATION } from './queries';
import { useReread } from './use-organization';

/** Creates an organization, and shows it. */
export function CreateOrganization() {
  const { choose } = useSession();
  const reread = useReread();
  return (
    <NameForm
      initial=""
      label="Name of the new organization"
      verb="Create the organization"
      onSave={async (name) => {
        const { createOrganization } = await request(CREATE_ORGANIZATION, { input: { name } });
        await reread.session();
        choose(createOrganization);
      }}
    />
  );
}
