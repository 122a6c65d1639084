import { useState } from 'react';

import { areLettersOn } from '../../keys/letters';
import { LettersSwitch } from '../../keys/LettersSwitch';

/** What keys do, as the account page has it. */
export function Keyboard() {
  const [isOn, setOn] = useState(areLettersOn);
  return (
    <div className="panel form">
      <LettersSwitch isOn={isOn} onChange={setOn} />
    </div>
  );
}
