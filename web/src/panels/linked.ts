/** Marks events, and rows of the logs, while what they are about is pointed at elsewhere. */
import { effect } from '@preact/signals';
import { ARROW, type Stretch } from '../engine/diagram-protocol';
import { CLIENT_BASE, FLIGHT, type Frame } from '../engine/protocol';
import { stretch } from '../state/diagram';
import { frame } from '../state/run';
import { hovered, type Hover } from '../state/selection';
import { clientName, replicaName } from './packed';

const LOOK = '{ background: var(--accent-soft); }';

/** A rule holds also for what is listed later, and costs nothing for each thing in a list. Returns how to end that. */
export function markLinked(): () => void {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets.push(sheet);
  const end = effect(() => {
    const selectors = selectorsOf(hovered.value, frame.peek(), stretch.peek());
    sheet.replaceSync(selectors.length === 0 ? '' : `${selectors.join(', ')} ${LOOK}`);
  });
  return () => {
    end();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}

/** What is to be marked, as CSS finds it. */
export function selectorsOf(pick: Hover, now: Frame | null, seen: Stretch | null): string[] {
  switch (pick?.kind) {
    case 'message': {
      const sent = sendingOf(pick.id, now, seen);
      const own = `.event[data-message="${pick.id}"]`;
      return sent ? [own, `.event[data-who="${sent.by}"][data-at="${sent.at}"]`] : [own];
    }
    case 'replica':
      return [`.event[data-who="${pick.name}"]`, `.logs-names button[aria-label^="${pick.name}"]`];
    case 'client':
      return [`.event[data-who="${pick.name}"]`];
    case 'operation':
      return [`.event[data-who="${pick.name}"][data-at="${pick.asked}"]`];
    default:
      return [];
  }
}

/** Who sent a message, and when; null where it is neither on its way nor in the diagram. */
function sendingOf(id: number, now: Frame | null, seen: Stretch | null): { by: string; at: number } | null {
  const found = recordIn(seen?.arrows, ARROW.STRIDE, id) ?? recordIn(now?.flights, FLIGHT.STRIDE, id);
  if (!found) return null;
  const from = found[FLIGHT.FROM]!;
  const by = from < CLIENT_BASE ? replicaName(from) : clientName(from - CLIENT_BASE);
  return { by, at: found[FLIGHT.SENT]! };
}

function recordIn(records: Float64Array | undefined, stride: number, id: number): Float64Array | null {
  for (let at = 0; records && at < records.length; at += stride) {
    if (records[at + FLIGHT.ID] === id) return records.subarray(at, at + stride);
  }
  return null;
}
