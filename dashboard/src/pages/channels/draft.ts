import type {
  AlertKind,
  ChannelDetailsFragment,
  ChannelKind,
  CreateChannelInput,
  UpdateChannelInput,
} from '../../api/generated/graphql';
import { ALL_WEBSITES, audienceInput, audienceOf, type Audience } from '../../ui/audience';
import { KINDS, type Field } from './kinds';

export interface Quiet {
  from: string;
  to: string;
  days: number[];
  except: AlertKind[];
}

/** A channel as it is being written. */
export interface Draft {
  kind: ChannelKind;
  name: string;
  /** Settings of the kind as text, or whether a flag is set. */
  settings: Record<string, string | boolean>;
  /** Whether the settings are sent: those of a channel are replaced as a whole, or kept. */
  hasSettings: boolean;
  kinds: AlertKind[];
  audience: Audience;
  repeatMinutes: string;
  timeZone: string;
  quiet: Quiet | null;
  fallback: boolean;
}

export const NIGHT: Quiet = { from: '22:00', to: '07:00', days: [], except: [] };

/** The draft of a new channel. */
export function newDraft(kind: ChannelKind, timeZone: string): Draft {
  return {
    kind,
    name: '',
    settings: {},
    hasSettings: true,
    kinds: ['INCIDENT_OPENED', 'INCIDENT_RESOLVED'],
    audience: ALL_WEBSITES,
    repeatMinutes: '',
    timeZone,
    quiet: null,
    fallback: false,
  };
}

/** The draft of a change: what is not secret is known, the settings are kept at first. */
export function draftOf(channel: ChannelDetailsFragment & { kind: ChannelKind }): Draft {
  const { kind, name, kinds, repeatSecs, timeZone, quiet, fallback } = channel;
  const settings: Draft['settings'] = {};
  for (const field of KINDS[kind].fields) {
    const value = channel.settings.find(({ name }) => name === field.name)?.value;
    if (value !== undefined && field.type !== 'pairs') {
      settings[field.name] = fromText(field, value);
    }
  }
  return {
    kind,
    name,
    settings,
    hasSettings: false,
    kinds,
    audience: audienceOf(channel),
    repeatMinutes: repeatSecs ? String(repeatSecs / 60) : '',
    timeZone,
    quiet: quiet
      ? { from: quiet.from, to: quiet.to, days: quiet.days, except: quiet.except }
      : null,
    fallback,
  };
}

function fromText({ type }: Field, value: string): string | boolean {
  switch (type) {
    case 'flag':
      return value === 'true';
    case 'list':
      return value.split(', ').join('\n');
    case 'choice':
      return value.toUpperCase();
    default:
      return value === 'null' ? '' : value;
  }
}

/** What creates the channel. */
export function createInput(draft: Draft, organizationId: string): CreateChannelInput {
  return { organizationId, ...commonInput(draft), ...settingsInput(draft) };
}

/** What changes the channel. */
export function updateInput(draft: Draft, id: string): UpdateChannelInput {
  return { id, ...commonInput(draft), ...(draft.hasSettings ? settingsInput(draft) : {}) };
}

function commonInput({ name, kinds, audience, repeatMinutes, timeZone, quiet, fallback }: Draft) {
  return {
    name,
    kinds,
    ...audienceInput(audience),
    repeatSecs: repeatMinutes.trim() ? Math.round(Number(repeatMinutes) * 60) : null,
    timeZone,
    quiet,
    fallback,
  };
}

function settingsInput({ kind, settings }: Draft): Partial<CreateChannelInput> {
  const { input, fields } = KINDS[kind];
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    const value = toInput(field, settings[field.name]);
    if (value !== null) {
      values[field.name] = value;
    }
  }
  return { [input]: values };
}

function toInput({ type, isRequired }: Field, value: string | boolean | undefined): unknown {
  if (type === 'flag') {
    return value === true ? true : null;
  }
  const text = typeof value === 'string' ? value.trim() : '';
  if (text === '' && !isRequired) {
    return null;
  }
  switch (type) {
    case 'integer':
      return Number(text);
    case 'list':
      return linesOf(text, /[\n,]/);
    case 'pairs':
      return linesOf(text, /\n/).map(pairOf);
    default:
      return text;
  }
}

/** Lines of a list; addresses may be separated by commas, too. */
function linesOf(text: string, separator: RegExp): string[] {
  return text
    .split(separator)
    .map((line) => line.trim())
    .filter(Boolean);
}

function pairOf(line: string): { name: string; value: string } {
  const colon = line.indexOf(':');
  return colon < 0
    ? { name: line, value: '' }
    : { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
}
