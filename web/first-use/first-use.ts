import { readFile } from 'node:fs/promises';
import { initSync } from '../src/engine/pkg/raft_playground.js';
import type { Action, Request } from '../src/engine/protocol';
import { Session } from '../src/engine/session';
import { loadWasm } from '../src/engine/wasm';
import { FIRST_SCENARIO } from '../src/state/scenarios';

// Prints the numbers of the functions that ran in the page's first use. They are loaded with the page, and all others
// on demand: `cargo xtask build` splits the core accordingly, and gives this the core with a mark for each function.

const [file = ''] = process.argv.slice(2);
const whole = { first: await readFile(file), rest: () => new Uint8Array() };
const session = new Session(await loadWasm(whole), () => 0);

let now = 0;
opens();
plays(3000);
asks();
breaks();
prints();

/** A person opens the page: the first scenario, logs and events in sight. */
function opens(): void {
  answered({ type: 'open', text: FIRST_SCENARIO });
  answered({ type: 'watch', watch: sees() });
}

function sees(replica?: string): Extract<Request, { type: 'watch' }>['watch'] {
  const everything = { logs: { first: 1, count: 40 }, events: { count: 60 } };
  return replica === undefined ? everything : { ...everything, replica };
}

/** She lets it run for so many milliseconds of virtual time. */
function plays(ms: number): void {
  for (const until = now + ms * 1000; now < until;) {
    now += 5000;
    answered({ type: 'advance', to: now });
  }
  // The time line below the stage.
  answered({ type: 'timeline' });
}

/** She asks as a client, and looks into a replica. */
function asks(): void {
  answered({ type: 'watch', watch: sees('S1') });
  acts({ do: 'request', client: 'C1', to: 'leader', op: 'put', key: 'x', value: '1' });
  plays(300);
  acts({ do: 'request', client: 'C1', to: 'leader', op: 'get', key: 'x' });
  plays(300);
  answered({ type: 'step' });
}

/** She crashes and cuts. */
function breaks(): void {
  acts({ do: 'crash', replica: 'S1' });
  plays(1000);
  acts({ do: 'restart', replica: 'S1' });
  acts({ do: 'isolate', replica: 'S2' });
  plays(1000);
  acts({ do: 'heal' });
  plays(1000);
}

function acts(action: Action): void {
  answered({ type: 'act', action });
}

function answered(request: Request): void {
  const reply = session.answer(request);
  if (reply.type === 'refused' || reply.type === 'restored') throw new Error(JSON.stringify(reply));
}

function prints(): void {
  const exported = (initSync as () => object)();
  for (const [name, mark] of Object.entries(exported)) {
    const [, number] = /^ran(\d+)$/.exec(name) ?? [];
    if (number !== undefined && mark instanceof WebAssembly.Global && mark.value === 1) console.log(number);
  }
}
