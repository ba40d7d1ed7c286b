import { describe, expect, test } from 'vitest';
import { Graders, type GraderPort } from '../../src/engine/graders';
import type { FromGrader, Task, ToGrader } from '../../src/engine/grader-protocol';
import type { GradeReport } from '../../src/engine/grading';
import {
  bounds,
  invariants,
  latency,
  linearizable,
  range,
  storm,
  summary,
  tiers,
  verdict,
  worst,
} from '../../src/panels/grader/written';
import { MOST_FINDINGS, NOTHING, withReport, worstTier, type Tally } from '../../src/state/tally';

/** What is said of a run of which a test says nothing else: it passed. */
function report(seed: number, change: Partial<GradeReport> = {}): GradeReport {
  return {
    seed,
    passed: true,
    reasons: [],
    counts: {} as GradeReport['counts'],
    figures: [
      { name: 'total_msgs', value: 1000 + seed, bounds: [1200, 3000, 5000], tier: 'bonus' },
      { name: 'median_latency', value: 0.0004, bounds: [0.0004, 0.002, 0.05], tier: 'full' },
    ],
    opinion: {
      linearizable: 'linearizable',
      violation: null,
      storm: false,
      latencyWithoutRedirects: 0.00041,
    },
    failedAt: null,
    warnings: [],
    ...change,
  };
}

const failed = (seed: number): GradeReport =>
  report(seed, { passed: false, reasons: ['incorrect 1, only 0 is allowed'], failedAt: 5000 });

const tallyOf = (...reports: GradeReport[]): Tally => reports.reduce(withReport, NOTHING);

describe('a tally', () => {
  test('counts seeds, verdicts and tiers, and keeps the range of each figure', () => {
    const tally = tallyOf(report(1), failed(2), report(3));
    expect(tally).toMatchObject({ seeds: 3, passed: 2, found: 1 });
    expect(tally.figures[0]).toMatchObject({ range: { least: 1001, most: 1003 }, tiers: { bonus: 3 } });
    expect(tally.withoutRedirects).toEqual({ least: 0.00041, most: 0.00041 });
  });

  test('a seed that the course fails is found with its reason and its moment', () => {
    expect(tallyOf(report(1), failed(2)).findings).toEqual([
      { seed: 2, failed: true, reasons: ['incorrect 1, only 0 is allowed'], at: 5000 },
    ]);
  });

  test('so is one that the course passes, and we do not', () => {
    const opinion = { ...report(1).opinion, linearizable: 'not linearizable', storm: true } as const;
    const tally = tallyOf(report(4, { opinion, failedAt: 77 }));
    expect(tally).toMatchObject({ notLinearizable: 1, storms: 1 });
    expect(tally.findings).toMatchObject([{ seed: 4, failed: false, at: 77 }]);
    expect(tally.findings[0]!.reasons).toHaveLength(2);
  });

  test('so is a figure that earns nothing, with its bound', () => {
    const figures = [
      { name: 'total_msgs', value: 6000, bounds: [1200, 3000, 5000], tier: 'none' },
    ] as GradeReport['figures'];
    const tally = tallyOf(report(1, { figures }));
    expect(tally.findings[0]!.reasons).toEqual(['total_msgs 6000: no tier, which ends at 5000']);
    expect(worstTier(tally.figures[0]!)).toBe('none');
  });

  test('does not grow with the seeds: the lowest that failed are kept, those that the course fails first', () => {
    const opinion = { ...report(1).opinion, storm: true };
    const all = Array.from({ length: 100 }, (_, i) =>
      i % 2 === 0 ? failed(100 - i) : report(i, { opinion }),
    );
    const { findings, found } = tallyOf(...all);
    expect(found).toBe(100);
    expect(findings.map(({ seed }) => seed)).toEqual(
      Array.from({ length: MOST_FINDINGS }, (_, i) => 2 * i + 2),
    );
  });
});

describe('the table writes', () => {
  test('one seed by its word, several as k of N', () => {
    expect(verdict(NOTHING).text).toBe('–');
    expect(verdict(tallyOf(report(1)))).toEqual({ text: 'passed', tone: 'good' });
    expect(verdict(tallyOf(failed(1)))).toEqual({ text: 'failed', tone: 'bad' });
    expect(verdict(tallyOf(report(1), failed(2)))).toEqual({ text: '1 of 2', tone: 'bad' });
  });

  test('figures with their range, tiers and bounds, latencies in ms', () => {
    const [messages, median] = tallyOf(report(1), report(300)).figures;
    expect(range('total_msgs', messages!.range)).toBe('1001–1300');
    expect(range('median_latency', median!.range)).toBe('0.4');
    expect(range('median_latency', null)).toBe('–');
    expect(bounds(messages!)).toBe('1200 3000 5000');
    expect(bounds(median!)).toBe('0.4 2 50');
    expect(latency(0.00015)).toBe('0.15');
  });

  test('one tier as the course prints it, several with their counts', () => {
    const figure = tallyOf(report(1)).figures[0]!;
    expect(tiers(figure, 1)).toBe('bonus');
    expect(tiers({ ...figure, tiers: { bonus: 98, full: 2, partial: 0, none: 0 } }, 100)).toBe(
      'bonus 98, full 2',
    );
    expect(worst(figure, 1)).toBe('bonus');
    expect(worst({ ...figure, tiers: { bonus: 98, full: 2, partial: 0, none: 0 } }, 100)).toBe('2 full');
    expect(tiers({ ...figure, tiers: { bonus: 0, full: 0, partial: 0, none: 0 } }, 1)).toBe('');
  });

  test('the second opinion', () => {
    const { opinion } = report(1);
    const unknown = report(2, { opinion: { ...opinion, linearizable: 'unknown' } });
    const broken = report(3, { opinion: { ...opinion, violation: 'ElectionSafety', storm: true } });
    expect(linearizable(tallyOf(report(1)))).toEqual({ text: 'yes', tone: 'good' });
    expect(linearizable(tallyOf(report(1), unknown))).toEqual({ text: '1, 1 unknown', tone: 'open' });
    expect(invariants(tallyOf(broken))).toEqual({ text: 'broken', tone: 'bad' });
    expect(invariants(tallyOf(report(1), broken)).text).toBe('broken in 1');
    expect(storm(tallyOf(broken)).text).toBe('yes');
  });

  test('everything in one line', () => {
    expect(summary([tallyOf(report(1)), NOTHING])).toBe('1 of 1 test passed.');
    expect(summary([tallyOf(report(1), report(2)), tallyOf(report(1), failed(2))])).toBe(
      '1 of 2 tests passed on every seed; 3 of 4 runs.',
    );
  });
});

/** A worker that stands in: it answers when it is told to. */
class FakePort implements GraderPort {
  onmessage: GraderPort['onmessage'] = null;
  onerror: GraderPort['onerror'] = null;
  terminated = false;
  readonly asked: ToGrader[] = [];
  postMessage(message: ToGrader): void {
    this.asked.push(message);
  }
  terminate(): void {
    this.terminated = true;
  }
  say(message: FromGrader): void {
    this.onmessage?.({ data: message } as MessageEvent<FromGrader>);
  }
  /** The seed that it was asked last. */
  get seed(): number | undefined {
    const last = this.asked.at(-1);
    return last && 'task' in last ? last.task.seed : undefined;
  }
  passes(): void {
    this.say({ report: report(this.seed!) });
  }
}

interface Setup {
  graders: Graders;
  ports: FakePort[];
  graded: number[];
  lost: string[];
  run(seeds: Iterable<number>, cancel?: AbortSignal): Promise<void>;
}

function setUp(workers: number): Setup {
  const ports: FakePort[] = [];
  const graders = new Graders(() => {
    const port = new FakePort();
    ports.push(port);
    return port;
  }, workers);
  const graded: number[] = [];
  const lost: string[] = [];
  function* jobs(seeds: Iterable<number>) {
    for (const seed of seeds) {
      const task: Task = { text: '{}', seed, profile: 'course' };
      yield { task, wants: 'report' as const };
    }
  }
  return {
    graders,
    ports,
    graded,
    lost,
    run: (seeds, cancel) =>
      graders.run(
        jobs(seeds),
        {
          graded: ({ seed }) => graded.push(seed),
          lost: ({ seed }, why) => lost.push(`${seed}: ${why}`),
        },
        cancel,
      ),
  };
}

describe('the workers', () => {
  test('share the tasks, each one at a time, and end when all are answered', async () => {
    const { ports, graded, run } = setUp(2);
    const end = run([1, 2, 3]);
    expect(ports.map(({ seed }) => seed)).toEqual([1, 2]);
    ports[1]!.passes();
    expect(ports[1]!.seed).toBe(3);
    ports[0]!.passes();
    ports[1]!.passes();
    await end;
    expect(graded).toEqual([2, 1, 3]);
  });

  test('take tasks from whoever lists them, no more than they work on', () => {
    let listed = 0;
    function* endless() {
      for (;;) yield ++listed;
    }
    const { ports, run } = setUp(2);
    void run(endless());
    expect(listed).toBe(2);
    ports[0]!.passes();
    expect(listed).toBe(3);
  });

  test('one that dies is replaced, what it was at is told, and the others go on', async () => {
    const { ports, graded, lost, run } = setUp(2);
    const end = run([1, 2, 3]);
    ports[0]!.say({ failed: 'unreachable' });
    expect(ports[0]!.terminated).toBe(true);
    expect(ports[2]!.seed).toBe(3);
    ports[1]!.passes();
    ports[2]!.passes();
    await end;
    expect(lost).toEqual(['1: unreachable']);
    expect(graded).toEqual([2, 3]);
  });

  test('what one says that was replaced is not heard', async () => {
    const { ports, graded, run } = setUp(1);
    const end = run([1, 2]);
    const [first] = ports;
    first!.onerror?.({ message: 'out of memory' } as ErrorEvent);
    first!.passes();
    ports[1]!.passes();
    await end;
    expect(graded).toEqual([2]);
  });

  test('where every one dies, all that waits is told to be lost, and it ends', async () => {
    const { ports, lost, run } = setUp(1);
    const end = run([1, 2, 3, 4, 5]);
    for (let i = 0; i < 3; i++) ports.at(-1)!.say({ failed: 'no memory' });
    await end;
    expect(lost).toHaveLength(5);
  });

  test('cancelling ends at once, and those at work begin anew', async () => {
    const { ports, graded, run } = setUp(2);
    const cancel = new AbortController();
    const end = run([1, 2, 3, 4], cancel.signal);
    ports[0]!.passes();
    cancel.abort();
    await end;
    expect(ports.map(({ terminated }) => terminated)).toEqual([true, true, false, false]);
    const again = run([9]);
    ports[2]!.passes();
    await again;
    expect(graded).toEqual([1, 9]);
  });

  test('a single question comes before what waits', async () => {
    const { graders, ports, run } = setUp(1);
    void run([1, 2, 3]);
    const asked = graders.ask({ text: '{}', seed: 7, profile: 'course' }, 'scenario');
    ports[0]!.passes();
    expect(ports[0]!.seed).toBe(7);
    ports[0]!.say({ scenario: '{"title": "seven"}' });
    expect(await asked).toEqual({ scenario: '{"title": "seven"}' });
    expect(ports[0]!.seed).toBe(2);
  });

  test('a task that is refused is an answer', async () => {
    const { graders, ports } = setUp(1);
    const asked = graders.ask({ text: '{', seed: 1, profile: 'course' }, 'scenario');
    ports[0]!.say({ refused: { place: 'lifetime', message: '3 is not allowed: 5 or more' } });
    expect(await asked).toHaveProperty('refused.place', 'lifetime');
  });

  test('the death of a worker leaves a single question without an answer', async () => {
    const { graders, ports } = setUp(1);
    const asked = graders.ask({ text: '{}', seed: 1, profile: 'course' }, 'report');
    ports[0]!.say({ failed: 'unreachable' });
    expect(await asked).toBeNull();
  });
});
