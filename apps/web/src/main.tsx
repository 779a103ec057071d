import './styles/fonts.css';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/tables.css';
import './styles/forced-colors.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.tsx';
import { openFirst } from './app/start.ts';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');

await openFirst();
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
void import('./app/after-first-paint.ts').then(({ startRest }) => startRest());
