/**
 * The canvas of the stage, drawn by a thread of its own where the browser can: pixels then cost the
 * page nothing, however many messages are in flight. Elsewhere the same code draws here.
 */

import { MessageLayer } from './messages';
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

function paintHere(canvas: HTMLCanvasElement): Painter {
  const layer = new MessageLayer(canvas);
  return { tell: (order) => layer.take(order), end: () => layer.end() };
}
