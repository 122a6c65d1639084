import { createContext, use } from 'react';

import { graphql } from '../api/generated';
import type { Role, SessionQuery } from '../api/generated/graphql';

/** Who is signed in, and how people sign in here. */
export const SESSION = graphql(`
  query Session {
    viewer {
      id
      email
    }
    organizations {
      id
      name
      personal
      role
    }
  }
`);

/** How people sign in here. */
export const SIGN_IN_OPTIONS = graphql(`
  query SignInOptions {
    signInOptions {
      passwords
      passkeys
      singleSignOn {
        name
      }
      registration
      mail
    }
  }
`);

export type Viewer = NonNullable<SessionQuery['viewer']>;
export type Organization = SessionQuery['organizations'][number];

/** Roles, each of which may do what those before it may. */
const ROLES: readonly Role[] = ['VIEWER', 'MEMBER', 'ADMIN', 'OWNER'];

/** Whether a role may do what `least` may. */
export function isAtLeast(role: Role, least: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(least);
}

/** Whether it is the personal organization of whoever is signed in, who owns it. */
export function isOwnPersonal({ personal, role }: Organization): boolean {
  return personal && role === 'OWNER';
}

/** What an organization is called: those of other persons have the same name as one's own. */
export function organizationName(organization: Organization): string {
  const { name, personal } = organization;
  return personal && !isOwnPersonal(organization) ? `${name} (of somebody else)` : name;
}

/** Who is signed in, and the organization that is shown. */
export interface Session {
  viewer: Viewer;
  organizations: readonly Organization[];
  organization: Organization;
  /** Whether the viewer may do, in this organization, what `least` may. */
  may: (least: Role) => boolean;
  choose: (organization: Organization) => void;
  signOut: () => Promise<void>;
}

export const SessionContext = createContext<Session | null>(null);

/** The session; only below the shell. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) {
    throw new Error('there is no session here');
  }
  return session;
}
