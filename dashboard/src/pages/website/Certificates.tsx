import { Part } from '../../ui/Part';
import { CertificateTable } from './CertificateTable';
import { WEBSITE_TLS } from './queries';
import { useWebsiteQuery } from './use-website-query';

/** What the last handshakes showed, from each region; nothing without TLS. */
export function Certificates({ id }: { id: string }) {
  const query = useWebsiteQuery(WEBSITE_TLS, id);
  if (query.data?.website.tls.length === 0) {
    return null;
  }
  return (
    <Part title="Certificates" query={query}>
      {({ website: { tls } }) =>
        tls.map(({ region, version, cipher, problem, chain }) => (
          <div key={region} className="handshake">
            <p>
              <strong>
                <bdi>{region}</bdi>
              </strong>
              : {[version, cipher].filter(Boolean).join(', ')}
              {problem && (
                <>
                  , problem: <bdi>{problem}</bdi>
                </>
              )}
            </p>
            <CertificateTable certificates={chain} />
          </div>
        ))
      }
    </Part>
  );
}
