import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { allAsked, type Asked } from '../api/asked';
import { Raw } from '../ui/Raw';
import { useCopy } from '../ui/use-copy';
import { asCurl, asGraphql, nameOf } from './format';

import './copy.css';

interface Props {
  onClose: () => void;
}

/** What the page shows, as queries that whoever uses the API can ask. */
export function PageQueries({ onClose }: Props) {
  const queries = useQueryClient();
  const [all] = useState(() => {
    const active = queries.getQueryCache().findAll({
      type: 'active',
      predicate: ({ meta }) => meta?.['isAround'] !== true,
    });
    return allAsked(active);
  });
  return (
    <Modal opened onClose={onClose} title="This page as queries" size="lg">
      <p>
        {all.length === 0
          ? 'This page asks nothing.'
          : 'What you see, as the API is asked for it. For curl, TOKEN is that of an API key or a session.'}
      </p>
      {all.map((asked) => (
        <PageQuery key={JSON.stringify(asked)} asked={asked} />
      ))}
    </Modal>
  );
}

function PageQuery({ asked }: { asked: Asked }) {
  const { copied, copy } = useCopy();
  const name = nameOf(asked);
  const forms = { GraphQL: asGraphql(asked), curl: asCurl(asked, location.origin) };
  return (
    <section className="page-query">
      <div className="page-head">
        <h3>{name}</h3>
        <div className="actions">
          {Object.entries(forms).map(([form, text]) => (
            <Button
              key={form}
              variant="default"
              aria-label={`Copy ${name} as ${form}`}
              onClick={() => void copy(text)}
            >
              {copied === text ? 'Copied' : `Copy as ${form}`}
            </Button>
          ))}
        </div>
      </div>
      <Raw title={`${name} as GraphQL`}>{forms.GraphQL}</Raw>
    </section>
  );
}
