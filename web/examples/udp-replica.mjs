#!/usr/bin/env node
// One of our replicas, hosted as the course starts a student's: `node udp-replica.mjs PORT ID OTHER_ID…`. It says and
// hears one JSON object a datagram, over 127.0.0.1, to and from PORT. With STATE=FILE it keeps its durable state there,
// and goes on from it when it is started again; without, it must not be: it would have forgotten its votes.
//
// `cargo xtask build` makes the module that it imports.

import { createSocket } from 'node:dgram';
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Replica } from '../dist/raft-playground.mjs';

/** The settings that are tuned for the course, which counts messages and loses some. */
const profile = new URL('../../crate/src/course/course.json', import.meta.url);
const RAFT = JSON.parse(readFileSync(profile, 'utf8')).raft;

/**
 * Runs a replica until `stop` is called. `kept` are the writes of its life before, and `keep` makes further ones
 * durable before it returns.
 */
export async function host({ port, id, peers, raft = RAFT, kept = [], keep = () => {} }) {
  const replica = new Replica({ id, peers, raft, durable: kept }, performance.now());
  const socket = createSocket('udp4');
  let timer;

  // The writes, then the messages: all that a host must hold to.
  function carryOut({ writes, messages, deadline, refused }) {
    if (refused) console.error(`${id} refuses a message: ${refused.place}: ${refused.message}`);
    if (writes.length > 0) keep(writes);
    for (const message of messages) socket.send(JSON.stringify(message), port, '127.0.0.1');
    clearTimeout(timer);
    if (deadline !== null) timer = setTimeout(tick, Math.max(0, deadline - performance.now()));
  }
  function tick() {
    carryOut(replica.tick(performance.now()));
  }

  socket.on('message', (datagram) => carryOut(replica.receive(datagram.toString(), performance.now())));
  await new Promise((resolve) => socket.bind(0, '127.0.0.1', resolve));
  carryOut(replica.hello());
  return {
    replica,
    stop() {
      clearTimeout(timer);
      socket.close();
    },
  };
}

/** A file of writes, one a line. The last line is cut if a crash has torn it: its messages have never left. */
export function openState(file) {
  const whole = existsSync(file) ? readFileSync(file, 'utf8').replace(/[^\n]*$/, '') : '';
  const fresh = openSync(`${file}.new`, 'w');
  append(fresh, whole);
  closeSync(fresh);
  renameSync(`${file}.new`, file);
  const descriptor = openSync(file, 'a');
  return {
    kept: whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line)),
    keep: (writes) => append(descriptor, writes.map((write) => `${JSON.stringify(write)}\n`).join('')),
  };
}

function append(descriptor, text) {
  writeFileSync(descriptor, text);
  fsyncSync(descriptor);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [port, id, ...peers] = process.argv.slice(2);
  if (id === undefined) {
    console.error('usage: node udp-replica.mjs PORT ID OTHER_ID…');
    process.exit(2);
  }
  const state = process.env.STATE === undefined ? {} : openState(process.env.STATE);
  await host({ port: Number(port), id, peers, ...state });
}
