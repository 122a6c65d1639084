import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';

import { request } from '../../api/request';
import { ACKNOWLEDGE_INCIDENT, ADD_INCIDENT_NOTE, RESOLVE_INCIDENT } from './queries';

/** What can be done with an incident; each shows afterwards, wherever the incident is shown. */
export function useIncidentActions(id: string) {
  const queries = useQueryClient();
  return useMemo(() => {
    const shown = () => queries.invalidateQueries({ queryKey: ['incidents'] });
    return {
      acknowledge: async () => {
        await request(ACKNOWLEDGE_INCIDENT, { id });
        await shown();
      },
      note: async (text: string) => {
        await request(ADD_INCIDENT_NOTE, { input: { incidentId: id, text } });
        await shown();
      },
      resolve: async (note: string) => {
        if (note.trim()) {
          await request(ADD_INCIDENT_NOTE, { input: { incidentId: id, text: note } });
        }
        await request(RESOLVE_INCIDENT, { id });
        await shown();
      },
    };
  }, [queries, id]);
}
