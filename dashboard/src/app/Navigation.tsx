import { IconWorld } from '@tabler/icons-react';
import { Link, useRoute } from 'wouter';

const PAGES = [{ path: '/', name: 'Websites', Icon: IconWorld }];

/** The pages. */
export function Navigation() {
  return (
    <nav className="navigation" aria-label="Pages">
      {PAGES.map((page) => (
        <Entry key={page.path} {...page} />
      ))}
    </nav>
  );
}

function Entry({ path, name, Icon }: (typeof PAGES)[number]) {
  const [isCurrent] = useRoute(path);
  return (
    <Link href={path} aria-current={isCurrent ? 'page' : undefined}>
      <Icon size={18} aria-hidden="true" />
      {name}
    </Link>
  );
}
