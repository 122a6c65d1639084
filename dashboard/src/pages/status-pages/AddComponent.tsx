import { Button } from '@mantine/core';

import { useWebsites } from '../../app/live';
import { compareNames } from '../../ui/names';
import { tagsOf } from '../websites/view';
import { newComponent, type ComponentDraft } from './draft';
import { PickSelect } from './PickSelect';

interface Props {
  components: readonly ComponentDraft[];
  onAdd: (component: ComponentDraft) => void;
}

/** Adds a website, all websites with a tag, or a part whose state people set. */
export function AddComponent({ components, onAdd }: Props) {
  const websites = useWebsites();
  const known = new Set(
    components.flatMap(({ source }) => (source.kind === 'website' ? [source.websiteId] : [])),
  );
  const others = websites
    .filter(({ id }) => !known.has(id))
    .sort((a, b) => compareNames(a.name, b.name));
  return (
    <>
      <div className="row-of-fields">
        <PickSelect
          label="Add a website"
          choices={others.map(({ id, name }) => ({ value: id, label: name }))}
          nothing="No other website is called so"
          onPick={(websiteId) => {
            const name = websites.find(({ id }) => id === websiteId)?.name ?? '';
            onAdd(newComponent({ kind: 'website', websiteId, name }, name));
          }}
        />
        <PickSelect
          label="Add all websites with a tag"
          choices={tagsOf(websites).map((tag) => ({ value: tag, label: tag }))}
          nothing="No website has such a tag"
          onPick={(tag) => onAdd(newComponent({ kind: 'tag', tag }, tag))}
        />
      </div>
      <div>
        <Button
          variant="default"
          onClick={() => onAdd(newComponent({ kind: 'manual', status: 'OPERATIONAL' }, ''))}
        >
          Add a part set by hand
        </Button>
      </div>
    </>
  );
}
