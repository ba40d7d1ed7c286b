import { describe, expect, test } from 'vitest';
import { Heap } from '../../src/engine/heap';
import { seeds, randomBelow } from './random';

function popAll(heap: Heap): number[] {
  const slots: number[] = [];
  while (heap.size > 0) slots.push(heap.pop());
  return slots;
}

describe('the heap of messages in flight', () => {
  test('gives the earliest first, and by id where times are equal', () => {
    const heap = new Heap();
    heap.push(0, 30, 1);
    heap.push(1, 10, 4);
    heap.push(2, 10, 2);
    heap.push(3, 20, 3);
    expect(heap.least).toBe(10);
    expect(popAll(heap)).toEqual([2, 1, 3, 0]);
  });

  test('has nothing to come when it is empty', () => {
    const heap = new Heap();
    expect(heap.least).toBe(Infinity);
    heap.push(5, 1, 1);
    heap.pop();
    expect(heap.least).toBe(Infinity);
    expect(() => heap.pop()).toThrow('nothing is in flight');
  });

  test('refuses a slot that is in flight already, and one that is not', () => {
    const heap = new Heap();
    heap.push(7, 1, 1);
    expect(() => heap.push(7, 2, 2)).toThrow('slot 7 is already in flight');
    expect(() => heap.remove(8)).toThrow('slot 8 is not in flight');
    expect(() => heap.move(1000, 3)).toThrow('slot 1000 is not in flight');
  });

  test.each(seeds(40))('agrees with a sorted list under random operations (seed %i)', (seed) => {
    const below = randomBelow(seed);
    const heap = new Heap();
    const list: { slot: number; due: number; id: number }[] = [];
    for (let id = 1; id <= 600; id++) {
      const choice = below(10);
      const one = list[below(Math.max(1, list.length))];
      if (choice < 5 || one === undefined) {
        let slot = below(300);
        while (heap.has(slot)) slot++;
        const due = below(40);
        heap.push(slot, due, id);
        list.push({ slot, due, id });
      } else if (choice < 7) {
        heap.remove(one.slot);
        list.splice(list.indexOf(one), 1);
      } else if (choice < 9) {
        one.due = below(40);
        heap.move(one.slot, one.due);
        expect(heap.dueOf(one.slot)).toBe(one.due);
      } else {
        list.sort((a, b) => a.due - b.due || a.id - b.id);
        expect(heap.pop()).toBe(list.shift()?.slot);
      }
      list.sort((a, b) => a.due - b.due || a.id - b.id);
      expect(heap.size).toBe(list.length);
      expect(heap.least).toBe(list[0]?.due ?? Infinity);
    }
    expect(popAll(heap)).toEqual(list.map(({ slot }) => slot));
  });
});
