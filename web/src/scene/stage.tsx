/** The stage: links, messages, circles, in this order from the back to the front. */

import { signal, useSignalEffect } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { fetched } from '../state/parts';
import { Legend } from './legend';
import { target } from './menu';
import { MessageList } from './message_list';
import type { OpenMenu } from './open_menu';
import { StageView } from './stage_view';
import { tool } from './tool';
import './stage.css';

const GROUP = 'Replicas and clients. Arrow keys move between them, Enter opens what can be done.';

export function Stage() {
  const root = useRef<HTMLDivElement>(null);
  const links = useRef<SVGGElement>(null);
  const marks = useRef<SVGGElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const nodes = useRef<SVGGElement>(null);
  const stroke = useRef<SVGPolylineElement>(null);
  useEffect(
    () =>
      new StageView({
        root: root.current!,
        links: links.current!,
        marks: marks.current!,
        canvas: canvas.current!,
        nodes: nodes.current!,
        stroke: stroke.current!,
      }).follow(),
    [],
  );
  return (
    <div class="scene">
      <div class="scene-field" ref={root} data-tool={tool.value}>
        <svg class="scene-links" aria-hidden="true">
          <g ref={links} />
          <g ref={marks} />
        </svg>
        <canvas class="scene-canvas" ref={canvas} aria-hidden="true" />
        <svg class="scene-nodes">
          <g ref={nodes} role="group" aria-label={GROUP} />
          <polyline class="scene-stroke" ref={stroke} />
        </svg>
      </div>
      <Legend />
      <MessageList />
      <StageMenu />
    </div>
  );
}

const menu = signal<{ OpenMenu: typeof OpenMenu } | null>(null);

function StageMenu() {
  useSignalEffect(() => {
    if (target.value && !menu.value) {
      void fetched(() => import('./open_menu')).then((loaded) => (menu.value = loaded));
    }
  });
  const at = target.value;
  return at && menu.value ? <menu.value.OpenMenu key={JSON.stringify(at)} at={at} /> : null;
}
