import type { WebsiteStatus } from '../../api/generated/graphql';
import type { Condition } from './view';

/** The shape that each condition has. */
export const STATUS_OF: Record<Condition, WebsiteStatus> = {
  SILENT: 'DOWN',
  IMPAIRED: 'UNMEASURED',
  TROUBLED: 'DEGRADED',
  FINE: 'UP',
};
