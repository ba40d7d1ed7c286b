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
import { onceRunning, start } from './state/run';

const root = document.getElementById('app');
if (root) render(<App />, root);
void start();
void onceRunning(() => import('./app/settled')).then((part) => part?.settled());
