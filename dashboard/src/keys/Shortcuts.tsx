import { Kbd, Modal } from '@mantine/core';
import { useState } from 'react';

import { areLettersOn } from './letters';
import { LettersSwitch } from './LettersSwitch';
import { SHORTCUTS } from './shortcuts';

import './palette.css';

interface Props {
  onClose: () => void;
}

/** What keys do. */
export function Shortcuts({ onClose }: Props) {
  const [isOn, setOn] = useState(areLettersOn);
  return (
    <Modal opened onClose={onClose} title="Keyboard shortcuts" size="lg">
      <LettersSwitch isOn={isOn} onChange={setOn} />
      {SHORTCUTS.map(({ where, shortcuts }) => (
        <section key={where}>
          <h3>{where}</h3>
          <dl className="shortcuts">
            {shortcuts.map(({ keys, does }) => (
              <div key={does}>
                <dt>
                  {keys.map((key) => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
