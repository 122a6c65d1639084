import { Component, Suspense, type ReactNode } from 'react';

import { explain } from '../api/error';
import { Failure } from '../ui/Failure';
import { Loading } from '../ui/Loading';

interface Props {
  /** What is shown until the page is loaded; grey lines by default. */
  meanwhile?: ReactNode;
  children: ReactNode;
}

interface State {
  error: unknown;
}

/** Around a page: what is shown until it is loaded, and what to do if it fails. */
export class PageBoundary extends Component<Props, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error };
  }

  override render() {
    const { error } = this.state;
    const { meanwhile = <Loading what="page" />, children } = this.props;
    return error === null ? (
      <Suspense fallback={meanwhile}>{children}</Suspense>
    ) : (
      <Failure title="This page cannot be shown" retry={() => location.reload()}>
        {explain(error)}
      </Failure>
    );
  }
}
