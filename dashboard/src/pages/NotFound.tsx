import { Link } from 'wouter';

/** For an address that names no page. */
export function NotFound() {
  return (
    <>
      <h1>There is no such page</h1>
      <p>
        The address may be misspelt, or what it named is gone.{' '}
        <Link href="/">Go to the websites</Link>
      </p>
    </>
  );
}
