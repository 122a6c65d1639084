import { PLACES } from '../app/places';

/** Keys that do the same or follow each other, and what they do. */
export interface Shortcut {
  keys: readonly string[];
  does: string;
}

/** All keys, by where they work. */
export const SHORTCUTS: readonly { where: string; shortcuts: readonly Shortcut[] }[] = [
  {
    where: 'Everywhere',
    shortcuts: [
      { keys: ['Ctrl', 'K'], does: 'Search and commands (⌘ K on a Mac)' },
      { keys: ['/'], does: 'Search' },
      { keys: ['?'], does: 'This list' },
      { keys: ['n'], does: 'New: website, channel, maintenance or status page' },
      { keys: ['Esc'], does: 'Close, then clear' },
    ],
  },
  {
    where: 'In a list',
    shortcuts: [
      { keys: ['j'], does: 'Next row (also ↓)' },
      { keys: ['k'], does: 'Row before (also ↑)' },
      { keys: ['Enter'], does: 'Open the row' },
      { keys: ['x'], does: 'Select the row' },
      { keys: ['Shift', 'X'], does: 'Select up to here' },
    ],
  },
  {
    where: 'With what is open, selected or focused',
    shortcuts: [
      { keys: ['e'], does: 'Edit' },
      { keys: ['t'], does: 'Tag what is selected' },
      { keys: ['p'], does: 'Pause or resume' },
      { keys: ['r'], does: 'Check now' },
      { keys: ['a'], does: 'Acknowledge' },
      { keys: ['z'], does: 'Undo what a message offers to undo' },
      { keys: ['['], does: 'Shorter range' },
      { keys: [']'], does: 'Longer range' },
    ],
  },
  {
    where: 'Go to',
    shortcuts: PLACES.map(({ name, letter }) => ({ keys: ['g', letter], does: name })),
  },
];
