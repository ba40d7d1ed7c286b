import { describe, expect, it } from 'vitest';
import { layOut, linksCrossed, segmentsMeet, type Point } from '../../src/scene/geometry';

const layout = layOut(1000, 600, 5, 1);
const [s1, s2, s3, s4, s5] = layout.replicas.map(({ x, y }): Point => ({ x, y })) as [
  Point,
  Point,
  Point,
  Point,
  Point,
];
const named = (stroke: Point[]) => linksCrossed(layout, stroke).map(([a, b]) => `${a + 1}${b + 1}`);

describe('a drawn stroke', () => {
  it('cuts a link that it crosses, in both directions', () => {
    const middle = { x: (s3.x + s4.x) / 2, y: s3.y };
    expect(
      named([
        { x: middle.x, y: middle.y + 30 },
        { x: middle.x, y: middle.y - 5 },
      ]),
    ).toEqual(['34', '43']);
  });

  it('that goes all around a replica cuts it off', () => {
    const r = layout.timerRadius + 30;
    const circle = Array.from({ length: 25 }, (_, i) => ({
      x: s2.x + r * Math.cos((i / 24) * 2 * Math.PI),
      y: s2.y + r * Math.sin((i / 24) * 2 * Math.PI),
    }));
    expect(named(circle).sort()).toEqual(['12', '21', '23', '24', '25', '32', '42', '52']);
  });

  it('from top to bottom parts the left from the right', () => {
    const x = s1.x + 50;
    const crossed = named([
      { x, y: 0 },
      { x, y: 300 },
      { x, y: 600 },
    ]);
    for (const link of ['12', '21', '25', '52', '34', '43']) expect(crossed).toContain(link);
    expect(crossed).not.toContain('45');
    expect(crossed).not.toContain('23');
  });

  it('far from every link cuts nothing', () => {
    expect(
      named([
        { x: 0, y: 0 },
        { x: s5.x - 100, y: 0 },
      ]),
    ).toEqual([]);
  });

  it('of a single point cuts nothing', () => {
    expect(named([{ x: s1.x, y: s4.y }])).toEqual([]);
    expect(named([])).toEqual([]);
  });

  it('names each link once, however often it is crossed', () => {
    const x = (s3.x + s4.x) / 2;
    const zigzag = [10, -10, 10, -10].map((dy, i) => ({ x: x + i * 8, y: s3.y + dy }));
    expect(named(zigzag)).toEqual(['34', '43']);
  });
});

describe('two segments', () => {
  const p = (x: number, y: number): Point => ({ x, y });

  it.each([
    ['cross', p(0, 0), p(10, 10), p(0, 10), p(10, 0), true],
    ['touch at an end', p(0, 0), p(10, 0), p(10, 0), p(10, 10), true],
    ['meet in a T', p(0, 0), p(10, 0), p(5, 0), p(5, 10), true],
    ['lie in one line and overlap', p(0, 0), p(10, 0), p(5, 0), p(15, 0), true],
    ['lie in one line, apart', p(0, 0), p(4, 0), p(5, 0), p(15, 0), false],
    ['are parallel', p(0, 0), p(10, 0), p(0, 1), p(10, 1), false],
    ['would cross if they were longer', p(0, 0), p(1, 1), p(10, 0), p(6, 4), false],
  ])('%s', (_, a, b, c, d, meet) => {
    expect(segmentsMeet({ a, b }, { a: c, b: d })).toBe(meet);
    expect(segmentsMeet({ a: c, b: d }, { a, b })).toBe(meet);
  });
});
