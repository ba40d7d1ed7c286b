import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const DIST = new URL('../../dist/', import.meta.url);

/** A host knows at least these, or it could show no page at all. */
const TYPES: Record<string, string> = {
  html: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
};

/** Below which the page was put, as a person may call a folder. */
const FOLDER = '/~teacher/raft (2026)/';

export interface PlainHost {
  address: string;
  /** What it gives instead of a file, by its name below the folder. */
  instead: Map<string, (file: string) => string>;
  close: () => Promise<void>;
}

/** The simplest static host: it gives the files of `web/dist`, has no type for wasm and sets no other header. */
export async function plainHost(): Promise<PlainHost> {
  const instead: PlainHost['instead'] = new Map();
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://host').pathname);
    const name = path.slice(FOLDER.length) || 'index.html';
    const given = path.startsWith(FOLDER) && !name.includes('..');
    const read = given ? readFile(new URL(name, DIST)) : Promise.reject(new Error('not below the folder'));
    read.then(
      (file) => {
        const type = TYPES[name.split('.').at(-1)!] ?? 'application/octet-stream';
        const change = instead.get(name);
        response.writeHead(200, { 'content-type': type });
        response.end(change === undefined ? file : change(file.toString('utf8')));
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((listening) => server.listen(0, 'localhost', listening));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://localhost:${port}${encodeURI(FOLDER)}`,
    instead,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
