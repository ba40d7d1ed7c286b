import { chromium } from 'playwright-core';
import { heap } from './page-heap';
import { frames } from './page-frames';
import { grader } from './page-grader';
import { firstLeader } from './page-leader';
import { peer } from './page-peer';
import { seek } from './page-seek';

// Measures the built page in Chromium, and prints a name and a number a line: `cargo xtask bench page`
// reads them.

const [address = '', rounds = '5', seconds = '20', peerFolder] = process.argv.slice(2);

const executablePath = process.env['CHROMIUM'];
if (executablePath === undefined) throw new Error('CHROMIUM names no browser');

/** Chromium's own traffic (updates, sync) would be noise; as root it has no sandbox. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const browser = await chromium.launch({ executablePath, args });
try {
  const bench = { browser, address, rounds: Number(rounds), seconds: Number(seconds) };
  for (const measure of [firstLeader, grader, frames, peer, heap, seek]) {
    const measured = await measure(peerFolder === undefined ? bench : { ...bench, peer: peerFolder });
    for (const [name, value] of Object.entries(measured)) console.log(`${name} ${value}`);
  }
} finally {
  await browser.close();
}
