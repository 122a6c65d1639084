import { request } from '../../api/request';
import { useSession } from '../../app/session';
import { NameForm } from './NameForm';
import { UPDATE_ORGANIZATION } from './queries';
import { useReread } from './use-organization';

/** Gives the organization another name. */
export function Rename() {
  const { organization } = useSession();
  const reread = useReread();
  return (
    <NameForm
      initial={organization.name}
      label="Name of the organization"
      verb="Rename"
      onSave={async (name) => {
        await request(UPDATE_ORGANIZATION, { input: { id: organization.id, name } });
        await reread.session();
      }}
    />
  );
}
