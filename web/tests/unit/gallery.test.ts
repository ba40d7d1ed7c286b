import { describe, expect, test } from 'vitest';
import { REPLICA, ROLE } from '../../src/engine/protocol';
import { cards, chapters, glanceOf, matching } from '../../src/panels/gallery/exhibits';
import { neighbour } from '../../src/panels/gallery/walk';
import { scenarios } from '../../src/state/scenario_list';

describe('the gallery', () => {
  test('has a card for every scenario that belongs to a chapter, in their order', () => {
    const wanted = scenarios.filter(({ chapter }) => chapter !== undefined).map(({ id }) => id);
    expect(cards.map(({ scenario }) => scenario.id)).toEqual(wanted);
    expect(wanted.length).toBeGreaterThanOrEqual(20);
  });

  test('goes from the first election to the single-server bug, a chapter after the other', () => {
    const ids = cards.map(({ scenario }) => scenario.id);
    const path = ['an-election', 'figure-7', 'figure-8', 'returning-replica', 'returning-replica-pre-vote'];
    const places = [...path, 'lease-shorter-than-timeout', 'slow-replica', 'change-after-own-commit'].map(
      (id) => ids.indexOf(id),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
    const names = chapters(cards).map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test('says two sentences, a section and how many captions of each', () => {
    for (const { about, section, captions, replicas } of cards) {
      expect(about.length).toBeGreaterThan(40);
      expect(section).toContain('§');
      expect(captions).toBeGreaterThan(2);
      expect(replicas.length).toBeGreaterThan(2);
    }
  });

  test('is filtered by words in whatever order and wherever they stand', () => {
    const found = (typed: string): string[] => matching(cards, typed).map(({ scenario }) => scenario.id);
    expect(found('8 figure')).toEqual(['figure-8', 'commit-only-current-term']);
    expect(found('§6.4.1')).toEqual(['lease-shorter-than-timeout']);
    expect(found('  ')).toHaveLength(cards.length);
    expect(found('paxos')).toEqual([]);
  });
});

test('a picture has the roles, terms and cuts that were recorded', () => {
  const split = cards.find(({ scenario }) => scenario.id === 'minority-leader')!;
  const { replicas, cuts } = glanceOf(split);
  const of = (nth: number, what: number): number => replicas[nth * REPLICA.STRIDE + what]!;
  expect([of(0, REPLICA.ROLE), of(0, REPLICA.TERM)]).toEqual([ROLE.LEADER, 1]);
  expect([of(2, REPLICA.ROLE), of(2, REPLICA.TERM)]).toEqual([ROLE.LEADER, 2]);
  expect([...cuts]).toEqual([0b11100, 0b11100, 0, 0, 0]);
});

describe('the arrow keys lead', () => {
  // Two rows of three and a last one of one, of the next chapter.
  const places = [0, 1, 2, 3, 4, 5, 6].map((nth) => ({
    left: (nth % 3) * 100,
    top: Math.floor(nth / 3) * 200,
  }));
  test.each([
    ['from the field to the first card', -1, 'ArrowDown', 0],
    ['to the next card, over the end of a row', 2, 'ArrowRight', 3],
    ['no further than the last', 6, 'ArrowRight', 6],
    ['back', 3, 'ArrowLeft', 2],
    ['down to the card below', 1, 'ArrowDown', 4],
    ['down to the nearest where none is below', 5, 'ArrowDown', 6],
    ['up to the card above', 6, 'ArrowUp', 3],
    ['up to the field from the first row', 1, 'ArrowUp', -1],
    ['nowhere below the last row', 6, 'ArrowDown', 6],
    ['to the first card', 5, 'Home', 0],
    ['to the last card', 0, 'End', 6],
  ])('%s', (_, at, key, to) => {
    expect(neighbour(places, at, key)).toBe(to);
  });

  test('nowhere by other keys, or where there is no card', () => {
    expect(neighbour(places, 0, 'x')).toBeNull();
    expect(neighbour([], -1, 'ArrowDown')).toBeNull();
  });
});
