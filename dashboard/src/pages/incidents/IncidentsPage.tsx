import { IncidentList } from './IncidentList';

/** The incidents of the organization: what is open first, apart from the past. */
export function IncidentsPage() {
  return (
    <>
      <h1>Incidents</h1>
      <section aria-labelledby="open-incidents">
        <h2 id="open-incidents">Open</h2>
        <IncidentList isOpen />
      </section>
      <section aria-labelledby="resolved-incidents">
        <h2 id="resolved-incidents">Resolved</h2>
        <IncidentList isOpen={false} />
      </section>
    </>
  );
}
