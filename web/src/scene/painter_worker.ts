/** The thread that draws the canvas of the stage. It is first sent the canvas, then orders. */

import { MessageLayer } from './messages';
import type { Order } from './picture';

let layer: MessageLayer | null = null;

onmessage = ({ data }: MessageEvent<OffscreenCanvas | Order>) => {
  if (data instanceof OffscreenCanvas) layer = new MessageLayer(data);
  else layer?.take(data);
};
