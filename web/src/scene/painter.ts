/**
 * The canvas of the stage, drawn by a thread of its own where the browser can: pixels then cost the
 * page nothing, however many messages are in flight. Elsewhere the same code draws here.
 */

import type { MessageLayer } from './messages';
import type { Order } from './picture';

export interface Painter {
  tell(order: Order): void;
  end(): void;
}

export function painterFor(canvas: HTMLCanvasElement): Painter {
  if (typeof Worker === 'undefined' || !('transferControlToOffscreen' in canvas)) return paintHere(canvas);
  const worker = new Worker(new URL('./painter_worker.ts', import.meta.url), { type: 'module' });
  const offscreen = canvas.transferControlToOffscreen();
  worker.postMessage(offscreen, [offscreen]);
  return { tell: (order) => worker.postMessage(order), end: () => worker.terminate() };
}

/** Few browsers need this, so it is fetched only where it is needed; orders wait for it in turn. */
function paintHere(canvas: HTMLCanvasElement): Painter {
  const layer = import('./messages').then(({ MessageLayer: Layer }) => new Layer(canvas));
  const then = (use: (layer: MessageLayer) => void) => void layer.then(use);
  return {
    tell: (order) => then((ready) => ready.take(order)),
    end: () => then((ready) => ready.end()),
  };
}
