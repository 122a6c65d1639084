import { useId, type ReactNode } from 'react';

import { explain } from '../api/error';
import { Failure } from './Failure';

import './card.css';

interface Props<TData> {
  title: string;
  query: { data: TData | undefined; error: unknown; refetch: () => unknown };
  children: (data: TData) => ReactNode;
}

/** A part of a page that is read by itself: grey lines until it is there, and its own error. */
export function Part<TData>({ title, query, children }: Props<TData>) {
  const { data, error, refetch } = query;
  const id = useId();
  return (
    <section className="card" aria-labelledby={id} aria-busy={data === undefined && !error}>
      <h2 id={id}>{title}</h2>
      {Boolean(error) && (
        <Failure
          title={data === undefined ? 'This cannot be read' : 'This may be old'}
          retry={() => void refetch()}
        >
          {explain(error)}
        </Failure>
      )}
      {data !== undefined && children(data)}
      {data === undefined && !error && (
        <div className="lines" aria-hidden="true">
          <span />
          <span />
          <span />
        </div>
      )}
    </section>
  );
}
