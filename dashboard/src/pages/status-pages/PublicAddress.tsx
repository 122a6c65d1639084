import { VisuallyHidden } from '@mantine/core';

import { addressOf } from './view';

import './status-pages.css';

interface Props {
  page: { slug: string; url?: string | null };
}

/** Where the public finds a page, as a link that opens it beside the dashboard. */
export function PublicAddress({ page }: Props) {
  const address = addressOf(page, location.origin);
  return (
    <a className="public-address" href={address} target="_blank" rel="noopener">
      {address}
      <VisuallyHidden>, in a new tab</VisuallyHidden>
    </a>
  );
}
