import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import type { measure, Ours, Sample } from './measure';

/** The measuring itself, which both hosts load from beside this file. */
type Bench = { measure: typeof measure };

// Measures in Node or in Chromium, and prints a line for each run: `cargo xtask bench work` reads them.

const [host, folder = '', rounds = '5', puts = '100000'] = process.argv.slice(2);

const samples = host === 'chromium' ? await inChromium() : await inNode();
for (const { inFlight, contestant, seconds, messages } of samples) {
  console.log(`${String(inFlight)} ${contestant} ${String(seconds)} ${String(messages)}`);
}

async function inNode(): Promise<Sample[]> {
  const load = (url: string) => import(url) as Promise<unknown>;
  const ours = (await load(pathToFileURL(join(folder, 'work.js')).href)) as Ours;
  const bench = (await load(new URL('measure.js', import.meta.url).href)) as Bench;
  const [oursWasm, peerWasm] = await Promise.all([file('work_bg.wasm'), file('peer.wasm')]);
  return bench.measure(ours, oursWasm, peerWasm, Number(rounds), Number(puts));
}

function file(name: string): Promise<Buffer<ArrayBuffer>> {
  return readFile(join(folder, name));
}

/** Everything comes from this folder: no server, and nothing of the network. */
async function inChromium(): Promise<Sample[]> {
  const executablePath = process.env['CHROMIUM'];
  if (executablePath === undefined) throw new Error('CHROMIUM names no browser');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
  try {
    const page = await browser.newPage();
    await page.route('http://bench/**', async (route) => {
      const name = new URL(route.request().url()).pathname.slice(1);
      if (name === '') return route.fulfill({ contentType: 'text/html', body: '<!doctype html>' });
      const contentType = name.endsWith('.js') ? 'text/javascript' : 'application/wasm';
      const body = name === 'measure.js' ? await readFile(new URL(name, import.meta.url)) : await file(name);
      return route.fulfill({ contentType, body });
    });
    await page.goto('http://bench/');
    return await page.evaluate(
      async ([rounds, puts]) => {
        const load = (name: string) => import(/* @vite-ignore */ `http://bench/${name}`) as Promise<unknown>;
        const bytes = async (name: string) => (await fetch(`http://bench/${name}`)).arrayBuffer();
        const [ours, bench] = (await Promise.all([load('work.js'), load('measure.js')])) as [Ours, Bench];
        return bench.measure(ours, await bytes('work_bg.wasm'), await bytes('peer.wasm'), rounds, puts);
      },
      [Number(rounds), Number(puts)] as const,
    );
  } finally {
    await browser.close();
  }
}
