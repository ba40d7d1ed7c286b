import { render } from 'preact';
import { App } from './app';
import './tokens.css';
import './app.css';
import './panels/controls.css';
import './panels/panels.css';
import './panels/inspector/inspector.css';
import './panels/events.css';
import './panels/client.css';
import './panels/menu.css';
import './panels/transport.css';
import './panels/notices.css';
import { embedded } from './state/embedded';
import { fetched } from './state/parts';
import { onceRunning, start } from './state/run';

const root = document.getElementById('app');
if (root) {
  if (embedded) void fetched(() => import('./embed/embed')).then((part) => part?.show(root));
  else render(<App />, root);
}
void start();
void onceRunning(() => import('./app/settled')).then((part) => part?.settled());
