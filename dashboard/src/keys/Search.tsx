import { ActionIcon, Button, Kbd } from '@mantine/core';
import { IconCode, IconSearch } from '@tabler/icons-react';
import { Suspense, useEffect, useState } from 'react';
import { useLocation } from 'wouter';

import { lazyPage } from '../app/lazy-page';
import { listenToKeys } from './on-key';

const Palette = lazyPage(async () => (await import('./Palette')).Palette);
const PageQueries = lazyPage(async () => (await import('../copy/PageQueries')).PageQueries);
const Shortcuts = lazyPage(async () => (await import('./Shortcuts')).Shortcuts);

/** Opens the palette; what keys do works as long as it is there. */
export function Search() {
  const [, navigate] = useLocation();
  const [open, setOpen] = useState<'palette' | 'shortcuts' | 'queries' | null>(null);
  const [text, setText] = useState('');
  const isExpected = open === 'palette';
  useEffect(
    () =>
      listenToKeys({
        typeAhead: (letter) => {
          if (isExpected) {
            setText((text) => text + letter);
          }
          return isExpected;
        },
        search: () => setOpen('palette'),
        help: () => setOpen('shortcuts'),
        go: navigate,
      }),
    [navigate, isExpected],
  );
  const close = () => {
    setOpen(null);
    setText('');
  };
  return (
    <>
      <Button
        variant="default"
        className="search-button"
        aria-label="Search and commands"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => setOpen('palette')}
        // If it fails, it says so when it is opened.
        onPointerEnter={() => void Palette.load().catch(() => undefined)}
      >
        <IconSearch size={16} aria-hidden="true" />
        <span className="wide-only">
          Search <Kbd>Ctrl K</Kbd>
        </span>
      </Button>
      <ActionIcon
        variant="subtle"
        size="lg"
        className="wide-only"
        aria-label="This page as queries"
        title="This page as queries"
        onClick={() => setOpen('queries')}
      >
        <IconCode size={18} />
      </ActionIcon>
      <Suspense fallback={null}>
        {open === 'palette' && (
          <Palette.Page
            text={text}
            onType={setText}
            onClose={close}
            onHelp={() => setOpen('shortcuts')}
            onQueries={() => setOpen('queries')}
          />
        )}
        {open === 'queries' && <PageQueries.Page onClose={close} />}
        {open === 'shortcuts' && <Shortcuts.Page onClose={close} />}
      </Suspense>
    </>
  );
}
