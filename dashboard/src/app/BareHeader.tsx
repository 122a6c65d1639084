/** The header before anything is known, as the static page has it. */
export function BareHeader() {
  return (
    <header className="header">
      <span className="brand">Upbeat</span>
    </header>
  );
}
