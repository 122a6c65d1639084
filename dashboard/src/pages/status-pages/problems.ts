import type { Draft } from './draft';

/** How the fields are called here that the API names in errors. */
export const LABELS: Record<string, string> = {
  title: 'The title',
  slug: 'This part of the address',
  text: 'The text',
  components: 'The list of components',
  'components[]': 'The component',
  'components[].id': 'The component',
  'components[].name': 'The public name',
  'components[].description': 'The description',
  'components[].section': 'The section',
  tag: 'The tag',
  color: 'The color',
  links: 'The links',
  'links[].label': 'The text',
  'links[].url': 'The address',
  'logo.mediaType': 'The logo',
  'logo.base64': 'The logo',
  host: 'The host',
  access: 'This',
  password: 'The password',
  networks: 'The networks',
  'networks[]': 'Each line',
};

/** What is wrong, by the field that it is about. */
export type Problems = Readonly<Record<string, string>>;

/** What is wrong with a page that the API cannot be asked about. */
export function problemsOf({ components }: Draft): Problems {
  return Object.fromEntries(
    components.flatMap(({ source }, index) =>
      source.kind === 'gone'
        ? [[`components[${index}]`, 'The website that it showed was deleted. Remove it.']]
        : [],
    ),
  );
}
