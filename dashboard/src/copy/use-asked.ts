import { useEffect } from 'react';

import { showBeside } from '../api/asked';
import { useSession } from '../app/session';
import { WEBSITE_DAYS, WEBSITES } from '../pages/websites/queries';

/** Says that the page shows the list of websites, which is read once for all pages. */
export function useWebsitesAsked(): void {
  const { organization } = useSession();
  const organizationId = organization.id;
  useEffect(
    () =>
      showBeside([
        { document: WEBSITES.toString(), variables: { organizationId } },
        { document: WEBSITE_DAYS.toString(), variables: { organizationId, first: 40 } },
      ]),
    [organizationId],
  );
}
