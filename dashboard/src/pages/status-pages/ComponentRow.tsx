import { ActionIcon, CloseButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconGripVertical } from '@tabler/icons-react';

import { Fold } from '../../ui/Fold';
import { ComponentFields } from './ComponentFields';
import type { ComponentDraft } from './draft';
import type { PartProps } from './part';
import { sourceText } from './words';

interface Props extends Pick<PartProps, 'at' | 'firstAt'> {
  component: ComponentDraft;
  index: number;
  count: number;
  sections: readonly string[];
  /** Where what is dragged would be dropped, if it is at this row. */
  drop: 'before' | 'after' | null;
  isDragged: boolean;
  onTake: () => void;
  onMove: (towards: 'up' | 'down') => void;
  onRemove: () => void;
  onChange: (part: Partial<ComponentDraft>) => void;
}

const ICONS = { up: IconArrowUp, down: IconArrowDown };

/** A component: what it is held by, what it is, and its place in the order. */
export function ComponentRow(props: Props) {
  const { component, index, count, sections, drop, isDragged, at, firstAt } = props;
  const name = component.name || `component ${index + 1}`;
  const field = `components[${index}]`;
  const [isOwnWrong, isAnyWrong] = [at(field), firstAt(`${field}.`, field) !== null];
  return (
    <li className={`${drop ? `drop-${drop}` : ''} ${isDragged ? 'dragged' : ''}`}>
      <span
        className="grip"
        aria-hidden="true"
        title="Drag to move"
        onPointerDown={(event) => {
          if (event.button === 0) {
            event.preventDefault();
            // What is touched would keep all further events to itself.
            event.currentTarget.releasePointerCapture(event.pointerId);
            props.onTake();
          }
        }}
      >
        <IconGripVertical size={18} />
      </span>
      <div className="component" role="group" aria-label={`Component ${index + 1}: ${name}`}>
        <Fold
          title={component.name || 'Without a name'}
          summary={[sourceText(component.source), component.section].filter(Boolean).join(' · ')}
          isWrong={isAnyWrong}
          isOpenAtFirst={component.name === ''}
        >
          {isOwnWrong && (
            <span role="alert" className="danger-text">
              {isOwnWrong}
            </span>
          )}
          <ComponentFields
            component={component}
            field={field}
            sections={sections}
            at={at}
            onChange={props.onChange}
          />
        </Fold>
      </div>
      <div className="component-actions">
        {(['up', 'down'] as const).map((towards) => {
          const Icon = ICONS[towards];
          return (
            <ActionIcon
              key={towards}
              variant="default"
              size="lg"
              data-towards={towards}
              aria-label={`Move ${name} ${towards}`}
              disabled={towards === 'up' ? index === 0 : index === count - 1}
              onClick={() => props.onMove(towards)}
            >
              <Icon size={16} />
            </ActionIcon>
          );
        })}
        <CloseButton size="lg" aria-label={`Remove ${name}`} onClick={props.onRemove} />
      </div>
    </li>
  );
}
