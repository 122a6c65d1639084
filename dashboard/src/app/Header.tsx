import { ActionIcon, Button, Menu } from '@mantine/core';
import { useMantineColorScheme, type MantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'wouter';

import { Search } from '../keys/Search';
import { LiveLamp } from './LiveLamp';
import { isOwnPersonal, organizationName, useSession } from './session';

/** Name, liveness, colors, organization and account. */
export function Header() {
  const { viewer, organization, organizations, choose, signOut } = useSession();
  const [isLeaving, setLeaving] = useState(false);
  return (
    <header className="header">
      <Link href="/" className="brand">
        Upbeat
      </Link>
      <LiveLamp />
      <span className="gap" />
      <Search />
      <ColorScheme />
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default" loading={isLeaving}>
            <span className="account">
              {isOwnPersonal(organization) ? viewer.email : organizationName(organization)}
            </span>
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Organization</Menu.Label>
          <Menu.RadioGroup
            value={organization.id}
            onChange={(id) => {
              const one = organizations.find((one) => one.id === id);
              if (one) {
                choose(one);
              }
            }}
          >
            {organizations.map((one) => (
              <Menu.RadioItem key={one.id} value={one.id} closeMenuOnClick>
                {organizationName(one)}
              </Menu.RadioItem>
            ))}
          </Menu.RadioGroup>
          <Menu.Divider />
          <Menu.Label>{viewer.email}</Menu.Label>
          <Menu.Item
            onClick={() => {
              setLeaving(true);
              void signOut().finally(() => setLeaving(false));
            }}
          >
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}

const SCHEMES = {
  auto: { Icon: IconDeviceDesktop, name: 'as the system', next: 'light' },
  light: { Icon: IconSun, name: 'light', next: 'dark' },
  dark: { Icon: IconMoon, name: 'dark', next: 'auto' },
} satisfies Record<MantineColorScheme, { Icon: unknown; name: string; next: MantineColorScheme }>;

function ColorScheme() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { Icon, name, next } = SCHEMES[colorScheme];
  const label = `Colors: ${name}. Change to ${SCHEMES[next].name}`;
  return (
    <ActionIcon
      variant="subtle"
      size="lg"
      aria-label={label}
      title={label}
      onClick={() => setColorScheme(next)}
    >
      <Icon size={18} />
    </ActionIcon>
  );
}
