import './theme/styles.css';
import './app/shell.css';
import './ui/parts.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './app/App';
import { pageAt } from './app/pages';

// Beside the question who is signed in; if it fails, the page says so when it is needed.
pageAt(location.href)
  ?.load()
  .catch(() => undefined);

const root = document.getElementById('root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
