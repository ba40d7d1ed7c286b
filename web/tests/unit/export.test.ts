import { beforeAll, describe, expect, test } from 'vitest';
import type { InquiryAnswer, JournalFormat } from '../../src/engine/find-protocol';
import { Session } from '../../src/engine/session';
import { momentsOf, spanOf } from '../../src/export/span';
import { layOut } from '../../src/scene/geometry';
import { messagesSvg } from '../../src/scene/messages_svg';
import type { Palette } from '../../src/scene/palette';
import { askedIn } from '../../src/scene/picture';
import { escaped } from '../../src/scene/svg_text';
import { FIRST_SCENARIO } from '../../src/state/scenarios';
import { client, frameOf, type FlightLike } from './frames';
import { realCore } from './real-core';

describe('the messages of a picture', () => {
  const inks =
    'bg surface line lineStrong ink ink2 ink3 accent accentSoft ok bad cut vote append beat client';
  const palette = {
    ...Object.fromEntries(inks.split(' ').map((name) => [name, name])),
    font: '"Some Sans", sans-serif',
  } as Palette;
  const picture = (flights: FlightLike[], more: Parameters<typeof frameOf>[0] = {}) => {
    const frame = frameOf({ now: 5000, flights, ...more });
    const { now, replicas } = frame;
    const layout = layOut(800, 500, 5, frame.clients);
    return messagesSvg(
      { now, replicas, flights: frame.flights, asked: askedIn(frame), crosses: [], layout, palette },
      (text) => 6 * text.length,
    );
  };
  const flight = (kind: FlightLike['kind'], note = 0): FlightLike => ({
    id: 1,
    from: kind === 'CLIENT_REQUEST' ? client(0) : 0,
    to: 2,
    kind,
    note,
    sent: 0,
    arrives: 10_000,
  });

  test('each kind has its own sign, in the colour that the stage has for it', () => {
    const signs = (['REQUEST_VOTE', 'APPEND', 'HEARTBEAT', 'APPEND_ANSWER', 'CLIENT_REQUEST'] as const).map(
      (kind) => picture([flight(kind, 1)]),
    );
    expect(new Set(signs).size).toBe(signs.length);
    expect(signs[0]).toContain('fill="vote"');
    expect(signs[1]).toContain('fill="append"');
    expect(signs[2]).toContain('stroke="beat"');
    expect(signs[3]).toContain('stroke="ok"');
    expect(signs[4]).toContain('fill="client"');
  });

  test('an append of many entries says how many', () => {
    expect(picture([flight('APPEND', 40)])).toContain('>40</text>');
  });

  test('what is worth a name has it beside its sign', () => {
    expect(picture([{ ...flight('REQUEST_VOTE'), term: 3 }])).toContain('>RequestVote t3</text>');
    expect(picture([flight('HEARTBEAT')])).not.toContain('</text>');
  });

  test('a font whose name is in quotes, and any text, leave it XML', () => {
    expect(picture([flight('VOTE', 1)])).toContain('font-family="&quot;Some Sans&quot;, sans-serif"');
    expect(escaped('<a & "b">\u0000\ud800')).toBe('&lt;a &amp; &quot;b&quot;&gt;\ufffd\ufffd');
  });
});

describe('the span of a film', () => {
  test('has pictures from its first moment to its last', () => {
    const moments = momentsOf({ from: 1000, to: 101_000, speed: 0.1 });
    expect([moments.length, moments[0], moments.at(-1)]).toEqual([26, 1000, 101_000]);
    expect(momentsOf({ from: 5, to: 6, speed: 100 })).toEqual([5, 6]);
  });

  test('is what was typed, or says what is allowed', () => {
    expect(spanOf('1,000.5', '2000', 1, 1e8)).toEqual({ from: 1_000_500, to: 2_000_000, speed: 1 });
    expect(spanOf('x', '2', 1, 5000)).toBe('Times are numbers from 0 to 5,000 ms.');
    expect(spanOf('0', '5001', 1, 5000)).toBe('Times are numbers from 0 to 5,000 ms.');
    expect(spanOf('3', '3', 1, 5000)).toBe('It has to end after it begins.');
    expect(spanOf('0', '4000', 0.05, 5000)).toContain('The film would be 80 s long; at most 60 s');
  });
});

describe('the journal of the run on screen', () => {
  let session: Session;
  beforeAll(async () => {
    const load = await realCore();
    await import('../../src/engine/inquiries');
    session = new Session(load, () => 0);
    session.answer({ type: 'open', text: FIRST_SCENARIO, seed: 7 });
    session.answer({ type: 'advance', to: 600_000 });
    session.answer({ type: 'act', action: { do: 'crash', replica: 'S2' } });
    session.answer({ type: 'advance', to: 900_000 });
    session.answer({ type: 'ask', inquiry: { ask: 'values', of: [] } });
    await new Promise((loaded) => setImmediate(loaded));
  });

  function asked(format: JournalFormat, journal: number): InquiryAnswer & { ask: 'journal' } {
    const reply = session.answer({ type: 'ask', inquiry: { ask: 'journal', format, journal } });
    if (reply.type !== 'ask' || reply.answer.ask !== 'journal') throw new Error(JSON.stringify(reply));
    return reply.answer;
  }

  function whole(format: JournalFormat): string {
    const texts: string[] = [];
    for (let journal = 0; ;) {
      const answer = asked(format, journal);
      texts.push(answer.text);
      if (answer.done) return texts.join('');
      journal = answer.journal;
    }
  }

  test('goes from the start to where the run stands, with what was done to it', () => {
    const lines = whole('ndjson').trimEnd().split('\n');
    const events = lines.map((line) => JSON.parse(line) as { at: number; event: string; node: string });
    expect(events[0]).toMatchObject({ at: 0, event: 'InitState', node: 'S1' });
    expect(events.some(({ event, node }) => event === 'Crash' && node === 'S2')).toBe(true);
    expect(events.at(-1)!.at).toBeLessThanOrEqual(900_000);
    expect(events.at(-1)!.at).toBeGreaterThan(800_000);
  });

  test('is written at a stretch each, and leaves the run on screen as it is', () => {
    const before = session.answer({ type: 'watch', watch: {} });
    const first = asked('ndjson', 0);
    expect(first.share).toBeLessThanOrEqual(1);
    const second = asked('shiviz', 0);
    expect(second.journal).not.toBe(first.journal);
    const after = session.answer({ type: 'watch', watch: {} });
    expect('frame' in after && after.frame.hash).toBe('frame' in before && before.frame.hash);
  });

  test('every pair of lines of the log for ShiViz is an event by its own first line', () => {
    const [pattern, delimiter, ...lines] = whole('shiviz').trimEnd().split('\n');
    expect(delimiter).toBe('');
    const found = [...lines.join('\n').matchAll(new RegExp(`^${pattern}$`, 'gm'))];
    expect(found.length).toBe(lines.length / 2);
    const hosts = new Set(found.map(({ groups }) => groups!['host']));
    expect([...hosts].sort()).toEqual(['C1', 'S1', 'S2', 'S3', 'S4', 'S5']);
    for (const { groups } of found) {
      const clock = JSON.parse(groups!['clock']!) as Record<string, number>;
      expect(clock[groups!['host']!]).toBeGreaterThan(0);
    }
  });
});
