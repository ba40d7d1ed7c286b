/** A span of the run as a film, encoded by the browser: the picture of the stage at one moment after the other. */
import { ask, frame, pause } from '../state/run';
import { goTo } from '../state/moment';
import { Deaths } from '../scene/deaths';
import { StageDrawing } from '../scene/stage_file';
import { download } from '../panels/download';
import { imageOf } from '../panels/svg-image';
import { fileOf, nameOf, stageOnPage } from './picture';
import { momentsOf, RATE, type Span } from './span';
import { Wrong, type Pace } from './work';

/** A film is not wider than this, in pixels, unless the stage is. */
const WIDTH = 1280;

/** A picture is shown for so long at least, in ms, for the encoder to see it. */
const LEAST = 12;

/** Those that browsers write, the best first. */
const TYPES = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm', 'video/mp4'];

/** The kind of film that this browser writes; undefined if none. */
export function filmType(): string | undefined {
  if (typeof MediaRecorder === 'undefined') return undefined;
  return TYPES.find((type) => MediaRecorder.isTypeSupported(type));
}

/** Saves the film and says under which name. The run goes through the span meanwhile, and back to where it stood. */
export async function saveFilm(span: Span, pace: Pace): Promise<string | Wrong> {
  const [type, stage, here] = [filmType(), stageOnPage(), frame.peek()];
  if (type === undefined) return new Wrong('This browser has no encoder for films (MediaRecorder).');
  if (!stage || !here) return new Wrong('There is no run on the stage now.');
  pause();
  const scene = new StageDrawing(stage.size, stage.palette);
  const film = new Film(type);
  try {
    await shoot(span, pace, scene, film);
  } finally {
    scene.end();
    await goBack(here);
  }
  const data = await film.end();
  if (pace.stop.aborted) return new Wrong('It was stopped.');
  const name = fileOf(type.startsWith('video/webm') ? 'stage.webm' : 'stage.mp4');
  download(name, type, data);
  return name;
}

async function shoot(span: Span, pace: Pace, scene: StageDrawing, film: Film): Promise<void> {
  const moments = momentsOf(span);
  const deaths = new Deaths();
  await goTo(span.from);
  for (const [i, moment] of moments.entries()) {
    await advanceTo(moment, pace.stop);
    const now = frame.peek();
    if (pace.stop.aborted || !now) return;
    const time = (i * 1000) / RATE;
    deaths.absorb(now.deaths, now.now, time);
    const picture = scene.draw(now, nameOf(now), (layout) => deaths.crosses(layout, time, false));
    await film.add(await imageOf(picture), picture);
    pace.at((i + 1) / moments.length);
  }
}

/** An advance may stop earlier, where it takes long. Beyond the end of the run nothing happens any more. */
async function advanceTo(moment: number, stop: AbortSignal): Promise<void> {
  for (let before = -1; (frame.peek()?.now ?? moment) < moment && !stop.aborted;) {
    const now = frame.peek()!.now;
    if (now === before) return;
    before = now;
    await ask({ type: 'advance', to: moment });
  }
}

/** To the time, and of what happens at that time to what had happened. */
async function goBack({ now, counters }: NonNullable<typeof frame.value>): Promise<void> {
  await goTo(now);
  if ((frame.peek()?.counters.processed ?? 0) > counters.processed) {
    await ask({ type: 'go', processed: counters.processed });
  }
}

/** Writes pictures one after the other. The encoder goes by the clock, so it is held while a picture is being made. */
class Film {
  readonly #canvas = document.createElement('canvas');
  readonly #type: string;
  readonly #parts: Blob[] = [];
  #recorder: MediaRecorder | null = null;
  #track: CanvasCaptureMediaStreamTrack | null = null;
  #ended = Promise.resolve();
  /** How many pictures it has, and for how long it was not held, in real ms. */
  #pictures = 0;
  #length = 0;

  constructor(type: string) {
    this.#type = type;
  }

  async add(image: HTMLImageElement, size: { width: number; height: number }): Promise<void> {
    const recorder = this.#recorder ?? this.#begin(size);
    const { width, height } = this.#canvas;
    const begun = performance.now();
    recorder.resume();
    this.#canvas.getContext('2d', { alpha: false })!.drawImage(image, 0, 0, width, height);
    this.#track!.requestFrame();
    // Where a picture took longer, those that follow make up for it.
    this.#pictures += 1;
    const left = (this.#pictures * 1000) / RATE - this.#length;
    await new Promise((next) => setTimeout(next, Math.max(LEAST, left)));
    recorder.pause();
    this.#length += performance.now() - begun;
  }

  async end(): Promise<Blob> {
    this.#recorder?.stop();
    await this.#ended;
    return new Blob(this.#parts, { type: this.#type });
  }

  #begin({ width, height }: { width: number; height: number }): MediaRecorder {
    const scale = Math.max(1, Math.min(2, WIDTH / width));
    // Encoders halve the resolution of colours.
    const even = (length: number) => 2 * Math.round((length * scale) / 2);
    Object.assign(this.#canvas, { width: even(width), height: even(height) });
    this.#canvas.getContext('2d', { alpha: false });
    const stream = this.#canvas.captureStream(0);
    this.#track = stream.getVideoTracks()[0] as CanvasCaptureMediaStreamTrack;
    const recorder = new MediaRecorder(stream, { mimeType: this.#type, videoBitsPerSecond: 4_000_000 });
    recorder.ondataavailable = ({ data }) => this.#parts.push(data);
    this.#ended = new Promise((resolve) => (recorder.onstop = () => resolve()));
    recorder.start();
    recorder.pause();
    return (this.#recorder = recorder);
  }
}
