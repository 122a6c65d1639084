/** A part of a list that the API gives out page by page. */
interface Page {
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

/**
 * The pages of a list, one after the other: `read` gets the cursor after which to go on. Whoever
 * stops to take them reads no more.
 */
export async function* pagesOf<TPage extends Page>(
  read: (after: string | null) => Promise<TPage>,
): AsyncGenerator<TPage, void, void> {
  let after: string | null = null;
  for (;;) {
    const page = await read(after);
    yield page;
    if (!page.pageInfo.hasNextPage) {
      return;
    }
    after = page.pageInfo.endCursor ?? null;
  }
}
