interface Props {
  names: readonly string[];
}

/** Heads of columns of numbers. */
export function NumberHeads({ names }: Props) {
  return names.map((name) => (
    <th key={name} scope="col" className="number">
      {name}
    </th>
  ));
}
