/** Hands the run on screen to the person: as a link, or as a file where it is too long for one. */
import { fragmentOf, LONGEST_LINK } from '../../share/link';
import { RUN_FILE, runFileOf } from '../../share/run-file';
import type { SharedRun } from '../../share/shared-run';
import { tell } from '../../state/notices';
import { pause } from '../../state/run';
import { download, fileName } from '../download';
import { title } from '../opened';
import { snippetOf } from './embed-snippet';
import { runOnScreen, whyNot } from './on-screen';

/** The run, unless it cannot be shared, which is told. It stands still then: what is shared is what is seen. */
async function shareable(): Promise<SharedRun | null> {
  pause();
  const run = await runOnScreen();
  const why = run === null ? 'The run cannot be shared now. Try again.' : whyNot(run);
  if (why !== null) tell(why, 'bad');
  return why === null ? run : null;
}

export async function copyLink(): Promise<void> {
  await copy('The link to this moment', (fragment) => location.href.split('#')[0]! + fragment);
}

/** HTML that shows this run in another page. */
export async function copyEmbedding(): Promise<void> {
  const page = location.origin + location.pathname;
  await copy('The HTML for this run', (fragment) => snippetOf(page, fragment, title.peek()));
}

async function copy(what: string, textWith: (fragment: string) => string): Promise<void> {
  const run = await shareable();
  if (run === null) return;
  const fragment = await fragmentOf(run);
  if (fragment.length > LONGEST_LINK) {
    const length = fragment.length.toLocaleString('en');
    tell(
      `The run is too long for a link: ${length} characters, where many places cut more than ${LONGEST_LINK.toLocaleString('en')}.`,
      'info',
      {
        text: 'Save as a file',
        press: () => saveFile(run),
      },
    );
    return;
  }
  try {
    await navigator.clipboard.writeText(textWith(fragment));
    tell(`${what} is copied.`, 'good');
  } catch {
    tell('The browser does not let the page copy. The link is in the address bar.', 'bad');
  }
}

export async function saveMoment(): Promise<void> {
  const run = await shareable();
  if (run !== null) saveFile(run);
}

function saveFile(run: SharedRun): void {
  download(`${fileName(title.peek(), 'run')}${RUN_FILE.ending}`, 'application/json', runFileOf(run));
}
