import { Autocomplete, NativeSelect } from '@mantine/core';

import type { HttpVersion } from '../../api/generated/graphql';
import { Fold } from '../../ui/Fold';
import { AuthFields } from './AuthFields';
import { DEFAULTS } from './draft';
import { Field } from './Field';
import { HeaderFields } from './HeaderFields';
import { takesBody } from './input';
import type { PartProps } from './part';
import { SUMMARIES } from './summary';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

const VERSIONS: Record<HttpVersion, string> = {
  ANY: "The server's choice",
  HTTP_1_1: 'HTTP/1.1',
  HTTP_2: 'HTTP/2',
};

/** What is requested by HTTP. */
export function RequestFields(props: PartProps) {
  const { draft, at, isWrong, changeCheck } = props;
  const { method, body, version, maxRedirects } = draft.check;
  return (
    <Fold
      title="Request"
      summary={SUMMARIES.request(draft)}
      isWrong={isWrong(
        'check.http.method',
        'check.http.headers',
        'check.http.body',
        'check.http.basicAuth',
        'check.http.bearerToken',
        'check.http.clientCertificate',
        'check.http.maxRedirects',
      )}
    >
      <div className="row-of-fields">
        <Autocomplete
          label="Method"
          data={METHODS}
          value={method}
          error={at('check.http.method')}
          onChange={(method) => changeCheck({ method })}
        />
        <NativeSelect
          label="HTTP version"
          value={version}
          data={Object.entries(VERSIONS).map(([value, label]) => ({ value, label }))}
          onChange={(event) => changeCheck({ version: event.currentTarget.value as HttpVersion })}
        />
        <Field
          label="Redirects to follow"
          type="number"
          value={maxRedirects}
          otherwise={DEFAULTS.maxRedirects}
          error={at('check.http.maxRedirects')}
          onChange={(maxRedirects) => changeCheck({ maxRedirects })}
        />
      </div>
      {(takesBody(method) || at('check.http.body') !== null) && (
        <Field
          label="Body"
          type="long"
          value={body}
          error={at('check.http.body')}
          onChange={(body) => changeCheck({ body })}
        />
      )}
      <HeaderFields {...props} field="check.http.headers" />
      <AuthFields {...props} />
    </Fold>
  );
}
