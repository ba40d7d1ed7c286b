/** What the canvas of the stage shows, as SVG: messages in flight with their names, timers, crosses of the dead. */

import { FLIGHT, isClients, REPLICA, ROLE } from '../engine/protocol';
import type { Cross } from './deaths';
import {
  alongLane,
  fractionGone,
  laneBetween,
  linkCurve,
  slotOf,
  type Lane,
  type Layout,
  type Point,
} from './geometry';
import { placeLabels, type Box, type Wish } from './labels';
import { nameOf } from './message_names';
import type { Palette } from './palette';
import { CROWD } from './picture';
import { ANGLES, isTray, reachOf, shapeOf, signOf, signScale, trayText } from './signs';
import { short, tag } from './svg_text';
import { isSoon, timerLeft, timerWidth } from './timers';

/** One moment as it is drawn. */
export interface Drawn {
  now: number;
  replicas: Float64Array;
  flights: Float64Array;
  /** By client, the operation it waits for an answer to. */
  asked: string[];
  crosses: readonly Cross[];
  layout: Layout;
  palette: Palette;
}

/** `widthOf` measures a text in the type of the names. */
export function messagesSvg(drawn: Drawn, widthOf: (text: string) => number): string {
  return [
    ...timers(drawn),
    ...clientLines(drawn),
    ...signs(drawn),
    ...drawn.crosses.map((cross) => crossSvg(cross, drawn.palette)),
    ...names(drawn, widthOf),
  ].join('\n');
}

function timers({ layout, replicas, now, palette }: Drawn): string[] {
  return layout.replicas.flatMap((spot, i) => {
    const at = i * REPLICA.STRIDE;
    if (!replicas[at + REPLICA.UP] || replicas[at + REPLICA.ROLE] === ROLE.LEADER) return [];
    const left = timerLeft(replicas[at + REPLICA.TIMER_SET]!, replicas[at + REPLICA.TIMER_DUE]!, now);
    if (left <= 0) return [];
    return tag('path', {
      d: arc(spot, layout.timerRadius, left),
      fill: 'none',
      stroke: isSoon(left) ? palette.ink : palette.ink3,
      'stroke-width': timerWidth(layout),
      'stroke-linecap': 'round',
    });
  });
}

/** A share of a circle from its top on. A whole one would begin where it ends, and be nothing. */
function arc({ x, y }: Point, r: number, share: number): string {
  const angle = Math.min(share, 0.9999) * 2 * Math.PI;
  const end = `${short(x + r * Math.sin(angle))} ${short(y - r * Math.cos(angle))}`;
  return `M${short(x)} ${short(y - r)}A${short(r)} ${short(r)} 0 ${share > 0.5 ? 1 : 0} 1 ${end}`;
}

/** A client's link is drawn while something is on it. */
function clientLines({ layout, flights, palette }: Drawn): string[] {
  const n = layout.replicas.length;
  const pairs = new Map<number, string>();
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    if (!isClients(flights[at + FLIGHT.KIND]!)) continue;
    const [a, b] = [slotOf(flights[at + FLIGHT.FROM]!, n), slotOf(flights[at + FLIGHT.TO]!, n)];
    pairs.set(Math.min(a, b) * 1024 + Math.max(a, b), curve(linkCurve(layout, a, b)));
  }
  if (pairs.size === 0) return [];
  return [
    tag('path', {
      d: [...pairs.values()].join(''),
      fill: 'none',
      stroke: palette.lineStrong,
      'stroke-width': 1.25,
      'stroke-dasharray': '1 4',
      'stroke-linecap': 'round',
    }),
  ];
}

const curve = ({ a, control, b }: Lane): string =>
  `M${short(a.x)} ${short(a.y)}Q${short(control.x)} ${short(control.y)} ${short(b.x)} ${short(b.y)}`;

function signs({ layout, flights, now, palette }: Drawn): string[] {
  const scale = signScale(layout.radius, flights.length / FLIGHT.STRIDE);
  const drawn: string[] = [];
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    const { x, y, angle } = placeOf(layout, flights, now, at);
    const note = flights[at + FLIGHT.NOTE]!;
    const sign = signOf(flights[at + FLIGHT.KIND]!, note, angle);
    drawn.push(`<g transform="translate(${short(x)} ${short(y)}) scale(${short(scale)})">`);
    drawn.push(signSvg(sign, palette));
    if (isTray(sign)) {
      const type = { 'font-family': palette.font, 'font-size': 11, 'font-weight': 600 };
      drawn.push(tag('text', { y: 4.2, fill: palette.bg, 'text-anchor': 'middle', ...type }, trayText(note)));
    }
    drawn.push('</g>');
  }
  return drawn;
}

function signSvg(sign: number, palette: Palette): string {
  const { layers, turn } = shapeOf(sign);
  return layers
    .map(({ d, fill, stroke, width, dash, round }) =>
      tag('path', {
        d,
        fill: fill ? palette[fill] : 'none',
        stroke: stroke && palette[stroke],
        'stroke-width': width,
        'stroke-dasharray': dash?.join(' '),
        'stroke-linecap': round ? 'round' : undefined,
        'stroke-linejoin': round ? 'round' : undefined,
        transform: turn ? `rotate(${short((turn / ANGLES) * 360)})` : undefined,
      }),
    )
    .join('');
}

const ARM = 5.5;

function crossSvg({ x, y, opacity }: Cross, palette: Palette): string {
  const d = `M${short(x - ARM)} ${short(y - ARM)}l11 11m0-11l-11 11`;
  const line = (stroke: string, width: number) =>
    tag('path', {
      d,
      fill: 'none',
      stroke,
      'stroke-width': width,
      'stroke-linecap': 'round',
      opacity: opacity < 1 ? opacity : undefined,
    });
  return line(palette.bg, 5.5) + line(palette.bad, 2.5);
}

function names({ layout, flights, now, asked, palette }: Drawn, widthOf: (text: string) => number): string[] {
  if (flights.length > CROWD * FLIGHT.STRIDE) return [];
  const wishes: Wish[] = [];
  const taken: Box[] = [];
  const colours = new Map<number, string>();
  const scale = signScale(layout.radius, flights.length / FLIGHT.STRIDE);
  for (let at = 0; at < flights.length; at += FLIGHT.STRIDE) {
    const { x, y } = placeOf(layout, flights, now, at);
    const reach = reachOf(flights[at + FLIGHT.KIND]!, flights[at + FLIGHT.NOTE]!) * scale;
    taken.push({ x: x - reach, y: y - 7, width: 2 * reach, height: 14 });
    const { short: text, colour, notable } = nameOf(flights, at, asked);
    if (!notable) continue;
    const id = flights[at + FLIGHT.ID]!;
    colours.set(id, palette[colour]);
    wishes.push({ x, y, id, text, width: widthOf(text) + 14, reach, always: false });
  }
  return placeLabels(wishes, taken, layout, new Map()).map(({ id, text, x, y, width, height }) => {
    const pill = { x, y, width, height, rx: height / 2, fill: palette.surface, stroke: palette.line };
    const type = { 'font-family': palette.font, 'font-size': 11.5, 'font-weight': 500 };
    return (
      tag('rect', pill) +
      tag('text', { x: x + 7, y: y + height / 2 + 4.5, fill: colours.get(id), ...type }, text)
    );
  });
}

function placeOf(layout: Layout, flights: Float64Array, now: number, at: number) {
  const n = layout.replicas.length;
  const lane = laneBetween(
    layout,
    slotOf(flights[at + FLIGHT.FROM]!, n),
    slotOf(flights[at + FLIGHT.TO]!, n),
  );
  const gone = fractionGone(flights[at + FLIGHT.SENT]!, flights[at + FLIGHT.ARRIVES]!, now);
  const towards = (of: 'x' | 'y') =>
    (1 - gone) * (lane.control[of] - lane.a[of]) + gone * (lane.b[of] - lane.control[of]);
  return { ...alongLane(lane, gone), angle: Math.atan2(towards('y'), towards('x')) };
}
