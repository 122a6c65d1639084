import { use, type ComponentType, type ReactNode } from 'react';

/** A page whose script is a file of its own. */
export interface LazyPage<TProps> {
  Page: (props: TProps) => ReactNode;
  isLoaded: () => boolean;
  /** Loads it; once for all callers, unless that failed. */
  load: () => Promise<unknown>;
}

/** A page that is loaded when it is needed; once it is there, it is shown without a pause. */
export function lazyPage<TProps extends object>(
  read: () => Promise<ComponentType<TProps>>,
): LazyPage<TProps> {
  let loaded: ComponentType<TProps> | null = null;
  let loading: Promise<ComponentType<TProps>> | null = null;
  let hasFailed = false;
  const load = () => {
    if (loading === null || hasFailed) {
      hasFailed = false;
      loading = read().then(
        (page) => (loaded = page),
        (error: unknown) => {
          hasFailed = true;
          throw error;
        },
      );
    }
    return loading;
  };
  function Page(props: TProps) {
    // What has failed is not tried again here, so that whoever is around the page hears of it.
    const Loaded = loaded ?? use(loading ?? load());
    return <Loaded {...props} />;
  }
  return { Page, isLoaded: () => loaded !== null, load };
}
