/* The page begins here. */
import { render } from 'preact';

import { start } from './platform/page.ts';
import './styles/main.scss';
import { App } from './view/App.tsx';

const root = document.getElementById('app');
if (root) {
  render(<App />, root);
  start();
}
