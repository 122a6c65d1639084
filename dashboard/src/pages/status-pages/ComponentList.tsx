import { VisuallyHidden } from '@mantine/core';
import { useLayoutEffect, useRef, useState } from 'react';

import { AddComponent } from './AddComponent';
import { ComponentRow } from './ComponentRow';
import type { ComponentDraft } from './draft';
import { moved } from './order';
import type { PartProps } from './part';
import { useDrag } from './use-drag';

/** What a page shows the state of, in order: moved by pointer and by keyboard. */
export function ComponentList(props: PartProps) {
  const { draft, at, change } = props;
  const { components } = draft;
  const [said, setSaid] = useState('');
  const list = useRef<HTMLOListElement>(null);
  /** Where the focus is to be once the rows are in their new order. */
  const focus = useRef<{ key: string; towards: 'up' | 'down' } | null>(null);

  useLayoutEffect(() => {
    if (focus.current === null) {
      return;
    }
    const { key, towards } = focus.current;
    focus.current = null;
    const row = Array.from(list.current?.children ?? [])[
      components.findIndex((component) => component.key === key)
    ];
    const buttons = Array.from(row?.querySelectorAll<HTMLButtonElement>('[data-towards]') ?? []);
    const wanted = buttons.find((button) => button.dataset['towards'] === towards);
    (wanted?.disabled ? buttons.find((button) => !button.disabled) : wanted)?.focus();
  }, [components]);

  const move = (from: number, to: number) => {
    const component = components[from];
    if (component && from !== to) {
      change({ components: moved(components, from, to) });
      setSaid(`${component.name || 'The component'} is now ${to + 1} of ${components.length}.`);
    }
  };
  const { drag, take } = useDrag(list, move);
  const replace = (key: string, part: Partial<ComponentDraft>) =>
    change({
      components: components.map((one) => (one.key === key ? { ...one, ...part } : one)),
    });
  const sections = [...new Set(components.map(({ section }) => section.trim()).filter(Boolean))];

  return (
    <fieldset className="components">
      <legend>What it shows</legend>
      {at('components') && (
        <span role="alert" className="danger-text">
          {at('components')}
        </span>
      )}
      {components.length === 0 ? (
        <p className="muted">Nothing yet. The public sees only what you add here.</p>
      ) : (
        <ol ref={list} className="component-list" aria-label="Components">
          {components.map((component, index) => (
            <ComponentRow
              key={component.key}
              component={component}
              index={index}
              count={components.length}
              sections={sections}
              drop={
                drag?.gap === index
                  ? 'before'
                  : drag?.gap === components.length && index === components.length - 1
                    ? 'after'
                    : null
              }
              isDragged={drag?.from === index}
              firstAt={props.firstAt}
              at={at}
              onTake={() => take(index)}
              onMove={(towards) => {
                focus.current = { key: component.key, towards };
                move(index, towards === 'up' ? index - 1 : index + 1);
              }}
              onRemove={() => {
                change({ components: components.filter(({ key }) => key !== component.key) });
                setSaid(`${component.name || 'The component'} is removed.`);
              }}
              onChange={(part) => replace(component.key, part)}
            />
          ))}
        </ol>
      )}
      <VisuallyHidden role="status">{said}</VisuallyHidden>
      <AddComponent
        components={components}
        onAdd={(component) => {
          change({ components: [...components, component] });
          setSaid(component.name && `${component.name} is added.`);
        }}
      />
    </fieldset>
  );
}
