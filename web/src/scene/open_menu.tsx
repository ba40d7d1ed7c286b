/** The small menu beside a replica or a link: what can be done to it, and asked of it, where it is. */

import { useLayoutEffect, useRef } from 'preact/hooks';
import { REPLICA, ROLE, type Action, type Frame, type Question } from '../engine/protocol';
import { act, frame } from '../state/run';
import { question } from '../state/selection';
import { clamp, replicaName, zoomOf } from './geometry';
import { target, type Target } from './menu';

interface Item {
  text: string;
  does: Action | Question;
}

export function OpenMenu({ at }: { at: Target }) {
  const root = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const menu = root.current!;
    const before = document.activeElement;
    menu.showPopover();
    const [box, zoom] = [menu.getBoundingClientRect(), zoomOf(menu)];
    menu.style.left = `${clamp(at.x, 8, innerWidth - box.width - 8) / zoom}px`;
    menu.style.top = `${clamp(at.y, 8, innerHeight - box.height - 8) / zoom}px`;
    menu.querySelector('button')?.focus();
    return () => {
      if (document.activeElement === document.body || menu.contains(document.activeElement)) refocus(before);
    };
  }, [at]);
  const now = frame.peek();
  const title = at.kind === 'replica' ? at.name : at.ends.map(replicaName).join(' – ');
  const items = now ? (at.kind === 'replica' ? forReplica(now, at.name) : forLink(now, at.ends)) : [];
  return (
    <div
      ref={root}
      class="scene-menu"
      popover="auto"
      onToggle={(event) => {
        if (event.newState === 'closed') target.value = null;
      }}
    >
      <p class="scene-menu-title" aria-hidden="true">
        {title}
      </p>
      <div role="menu" aria-label={title} onKeyDown={moveInMenu}>
        {items.map(({ text, does }) => (
          <button
            key={text}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => {
              root.current?.hidePopover();
              if ('do' in does) void act(does);
              else question.value = does;
            }}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  );
}

function refocus(element: Element | null): void {
  if (element instanceof HTMLElement || element instanceof SVGElement) element.focus();
}

function forReplica(now: Frame, name: string): Item[] {
  const index = Number(name.slice(1)) - 1;
  const up = now.replicas[index * REPLICA.STRIDE + REPLICA.UP] === 1;
  const links = linksOf(now, index);
  const cut = links.filter(([a, b]) => isCut(now, a, b));
  const leads = up && now.replicas[index * REPLICA.STRIDE + REPLICA.ROLE] === ROLE.LEADER;
  const power: Item[] = [
    up
      ? { text: 'Crash', does: { do: 'crash', replica: name } }
      : { text: 'Restart', does: { do: 'restart', replica: name } },
  ];
  if (up && !leads) {
    power.push({ text: 'Time out now', does: { do: 'time_out', replica: name } });
    power.push({ text: 'Make it leader', does: { do: 'transfer', replica: name } });
  }
  if (cut.length < links.length) power.push({ text: 'Isolate', does: { do: 'isolate', replica: name } });
  if (cut.length > 0) power.push({ text: 'Heal its links', does: { do: 'heal', links: cut.map(named) } });
  return [
    ...power,
    { text: 'Waits for what?', does: { about: 'replica', replica: name } },
    { text: 'How did it vote?', does: { about: 'vote', voter: name } },
  ];
}

function forLink(now: Frame, [a, b]: [number, number]): Item[] {
  const items: Item[] = [];
  const open = (
    [
      [a, b],
      [b, a],
    ] as [number, number][]
  ).filter(([from, to]) => !isCut(now, from, to));
  if (open.length === 2)
    items.push({ text: 'Cut both directions', does: { do: 'cut', links: open.map(named) } });
  for (const link of open) {
    const [from, to] = named(link);
    items.push({ text: `Cut ${from} → ${to}`, does: { do: 'cut', links: [[from, to]] } });
  }
  if (open.length < 2)
    items.push({ text: 'Heal', does: { do: 'heal', links: [named([a, b]), named([b, a])] } });
  return items;
}

const named = ([from, to]: [number, number]): [string, string] => [replicaName(from), replicaName(to)];

const isCut = (now: Frame, from: number, to: number): boolean => (((now.cuts[from] ?? 0) >>> to) & 1) === 1;

function linksOf(now: Frame, index: number): [number, number][] {
  const count = now.replicas.length / REPLICA.STRIDE;
  const others = Array.from({ length: count }, (_, i) => i).filter((other) => other !== index);
  return others.flatMap((other): [number, number][] => [
    [index, other],
    [other, index],
  ]);
}

function moveInMenu(event: KeyboardEvent): void {
  const items = [...(event.currentTarget as HTMLElement).querySelectorAll('button')];
  const here = items.indexOf(document.activeElement as HTMLButtonElement);
  const steps: Record<string, number> = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    Home: 0,
    End: items.length - 1,
  };
  const to = steps[event.key];
  if (event.key === 'Tab') event.preventDefault();
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length]?.focus();
}
