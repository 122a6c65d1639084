import { Button } from '@mantine/core';

interface Props {
  list: { hasMore: boolean; isReadingMore: boolean; showMore: () => void };
}

/** The next page of a list, if there is one. */
export function ShowMore({ list }: Props) {
  return list.hasMore ? (
    <Button variant="default" loading={list.isReadingMore} onClick={list.showMore}>
      Show more
    </Button>
  ) : null;
}
