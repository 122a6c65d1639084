import { Combobox, Kbd, Modal, TextInput, useCombobox } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';

import { useWebsites } from '../app/live';
import { useSession } from '../app/session';
import { StatusIcon } from '../status/StatusIcon';
import { STATUS_NAMES } from '../status/status';
import {
  found,
  grouped,
  pageCommands,
  placeCommands,
  websiteCommands,
  type Command,
} from './commands';
import { pressables } from './pressable';

import './palette.css';

interface Props {
  text: string;
  onType: (text: string) => void;
  onClose: () => void;
  onHelp: () => void;
  onQueries: () => void;
}

/** Finds websites and pages, and does what the page offers, by typing. */
export function Palette(props: Props) {
  // What was on the page before this covered it.
  const [onPage] = useState(() => pageCommands(pressables()));
  return (
    <Modal
      opened
      onClose={props.onClose}
      withCloseButton={false}
      title="Search and commands"
      className="palette"
      size="lg"
      yOffset="10vh"
      centered={false}
      transitionProps={{ duration: 0 }}
    >
      <Offers onPage={onPage} {...props} />
    </Modal>
  );
}

interface OffersProps extends Props {
  onPage: readonly Command[];
}

function Offers({ onPage, text, onType, onClose, onHelp, onQueries }: OffersProps) {
  const { may, organization, organizations, choose } = useSession();
  const rows = useWebsites();
  const [, navigate] = useLocation();
  const commands = useMemo((): Command[] => {
    const others = organizations.filter(({ id }) => id !== organization.id);
    return [
      ...onPage,
      ...websiteCommands(rows, navigate),
      ...placeCommands(navigate, may('MEMBER')),
      ...others.map((one) => ({
        id: one.id,
        name: `Switch to ${one.name}`,
        group: 'Organizations',
        run: () => choose(one),
      })),
      {
        id: 'queries',
        name: 'This page as queries',
        also: 'copy graphql curl api',
        group: 'Help',
        run: onQueries,
      },
      { id: 'help', name: 'Keyboard shortcuts', group: 'Help', keys: '?', run: onHelp },
    ];
  }, [onPage, rows, navigate, may, organizations, organization, choose, onHelp, onQueries]);
  const shown = useMemo(() => found(commands, text), [commands, text]);
  const combobox = useCombobox({ opened: true });
  const { selectFirstOption } = combobox;
  useEffect(() => {
    selectFirstOption();
  }, [text, selectFirstOption]);
  const run = (command: Command | undefined) => {
    onClose();
    command?.run();
  };
  return (
    <Combobox
      store={combobox}
      withinPortal={false}
      onOptionSubmit={(id) => run(shown.find((command) => command.id === id))}
    >
      <Combobox.EventsTarget withExpandedAttribute>
        <TextInput
          aria-label="Website, page or command"
          placeholder="Website, page or command"
          autoFocus
          data-autofocus
          value={text}
          onChange={(event) => onType(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') {
              onClose();
            } else if (event.key === 'Enter' && combobox.getSelectedOptionIndex() === -1) {
              // Typed faster than anything could be marked.
              run(shown[0]);
            }
          }}
        />
      </Combobox.EventsTarget>
      <Combobox.Options className="palette-options" aria-label="What was found">
        {grouped(shown).map(([group, some]) => (
          <Combobox.Group key={group} label={group}>
            {some.map((command) => (
              <Combobox.Option key={command.id} value={command.id}>
                <Offer command={command} />
              </Combobox.Option>
            ))}
          </Combobox.Group>
        ))}
      </Combobox.Options>
      {shown.length === 0 && (
        <p className="empty" role="status">
          Nothing matches {text}.
        </p>
      )}
    </Combobox>
  );
}

function Offer({ command: { name, keys, website } }: { command: Command }) {
  return (
    <span className="offer">
      {website && <StatusIcon status={website.status} />}
      <bdi className="name">{name}</bdi>
      {website && <span className="muted">{STATUS_NAMES[website.status]}</span>}
      {keys && (
        <span className="keys" aria-hidden="true">
          {keys.split(' ').map((key) => (
            <Kbd key={key}>{key}</Kbd>
          ))}
        </span>
      )}
    </span>
  );
}
