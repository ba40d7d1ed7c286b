import { render } from 'preact';

render(<main>Raft Playground</main>, document.getElementById('app')!);
