import type { Frame, Reply } from '../../src/engine/protocol';

/** The frame that a reply brings. */
export function frameOf(reply: Reply): Frame {
  if (!('frame' in reply)) throw new Error(`no frame but ${JSON.stringify(reply)}`);
  return reply.frame;
}
