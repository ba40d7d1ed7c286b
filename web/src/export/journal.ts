/** The run as text for other programs. */
import type { JournalFormat } from '../engine/find-protocol';
import { download } from '../panels/download';
import { inquire } from '../state/find';
import { pause } from '../state/run';
import { fileOf } from './picture';
import { Wrong, type Pace } from './work';

/** The most characters that the page writes: what is longer belongs on the command line. */
const MOST = 200_000_000;

/** How ShiViz is to read the log. `crate/src/sim/shiviz.rs` writes it so, with this as its first line. */
export const SHIVIZ_PATTERN = String.raw`(?<host>\S*) (?<clock>{.*}) (?<ms>\S*)\n(?<event>.*)`;

const FILES = {
  ndjson: { ending: 'trace.ndjson', type: 'application/x-ndjson' },
  shiviz: { ending: 'shiviz.log', type: 'text/plain' },
} as const;

/** Saves the journal from the start to the moment on screen, and says under which name. */
export async function saveJournal(format: JournalFormat, pace: Pace, most = MOST): Promise<string | Wrong> {
  pause();
  const parts: string[] = [];
  let length = 0;
  for (let journal = 0; ;) {
    const answer = await inquire({ ask: 'journal', format, journal });
    if (pace.stop.aborted) return new Wrong('It was stopped.');
    if (answer?.ask !== 'journal') return new Wrong('The trace cannot be written now. Try again.');
    // Another run has taken the place of the one that was being written.
    if (journal !== 0 && journal !== answer.journal) return new Wrong('The run has become another one.');
    journal = answer.journal;
    parts.push(answer.text);
    length += answer.text.length;
    pace.at(answer.share);
    if (length > most) {
      return new Wrong(
        `The trace is longer than ${most.toLocaleString('en')} characters, the most that the page writes. Save the run, and use: node cli.mjs trace RUN --format ${format}`,
      );
    }
    if (answer.done) break;
  }
  const { ending, type } = FILES[format];
  const name = fileOf(ending);
  download(name, type, new Blob(parts));
  return name;
}
