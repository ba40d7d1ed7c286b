/** Pictures as files: SVG as it is, PNG as the browser draws it. */
import type { Palette } from '../scene/palette';
import { palette } from '../scene/palette';
import { StageDrawing } from '../scene/stage_file';
import type { Frame } from '../engine/protocol';
import { frame, settings } from '../state/run';
import { download, fileName } from '../panels/download';
import { ms } from '../panels/format';
import { title } from '../panels/opened';
import { drawing } from '../panels/svg-image';

/** The stage on the page, whose size and colours a picture of it has. */
export function stageOnPage(): { size: { width: number; height: number }; palette: Palette } | null {
  const field = document.querySelector('.scene-field');
  if (!field || !palette.peek()) return null;
  const { clientWidth: width, clientHeight: height } = field;
  return { size: { width, height }, palette: palette.peek()! };
}

/** What a moment is called in its picture. */
export function nameOf({ now, hash }: Frame): string {
  return `${title.peek()}, seed ${settings.peek()?.seed ?? 0} · ${ms(now)} ms · run ${hash}`;
}

/** The name of a file about the run on screen. */
export const fileOf = (what: string): string => `${fileName(title.peek(), 'run')}-${what}`;

/** Saves the stage as it stands, and says under which name. */
export async function saveStage(form: 'svg' | 'png'): Promise<string | null> {
  const [now, stage] = [frame.peek(), stageOnPage()];
  if (!now || !stage) return null;
  const scene = new StageDrawing(stage.size, stage.palette);
  const picture = scene.draw(now, nameOf(now));
  scene.end();
  const name = fileOf(`stage.${form}`);
  if (form === 'svg') download(name, 'image/svg+xml', picture.text);
  else download(name, 'image/png', await drawing(picture));
  return name;
}
