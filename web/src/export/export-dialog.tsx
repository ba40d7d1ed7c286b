/** All that can be had of the run on screen as a file. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { adopt } from '../panels/adopt';
import { close, Dialog } from '../panels/dialog';
import { saveRun } from '../panels/save-run';
import { showFoot } from '../panels/view';
import css from './export.css?inline';
import { FilmForm } from './film-form';
import { saveJournal, SHIVIZ_PATTERN } from './journal';
import { saveStage } from './picture';
import { doing, outcome, stop, work, Wrong } from './work';

adopt(css);

export function ExportDialog() {
  // What is being written is for this dialog.
  useEffect(() => stop, []);
  const busy = work.value !== null;
  const picture = (form: 'svg' | 'png') =>
    doing('The picture is being drawn', async () => (await saveStage(form)) ?? noRun());
  return (
    <Dialog title="Export">
      <div class="exports">
        <section aria-label="Pictures">
          <h3>Pictures</h3>
          <Row name="Stage" of={{ SVG: () => picture('svg'), PNG: () => picture('png') }} busy={busy}>
            The cluster at this moment, with its messages, in the colours of the page. The PNG has twice the
            pixels.
          </Row>
          <Row name="Diagram" of={{ Open: () => open('diagram') }} busy={busy}>
            Every message as an arrow in time. Its own buttons save the stretch that it shows, as SVG or PNG.
          </Row>
          <Row name="History" of={{ Open: () => open('history') }} busy={busy}>
            What the clients asked and were told: saved in the same way.
          </Row>
        </section>
        <section aria-label="The run, from its start to this moment">
          <h3>The run, from its start to this moment</h3>
          <Row name="Scenario" of={{ JSON: saveRun }} busy={busy}>
            Scenario, seed and everything that was done, also later on: a file to open here, or to run on the
            command line.
          </Row>
          <Row name="Trace" of={{ NDJSON: () => journal('ndjson') }} busy={busy}>
            One JSON object a line, for checkers of traces: what <code>trace --format ndjson</code> prints.
          </Row>
          <Row name="ShiViz" of={{ Log: () => journal('shiviz') }} busy={busy}>
            Every event with the vector clock of its host. Upload the file to ShiViz; or paste it without its
            first two lines, and this as the regular expression: <code class="pattern">{SHIVIZ_PATTERN}</code>
          </Row>
        </section>
        <FilmForm busy={busy} />
        <Progress />
      </div>
    </Dialog>
  );
}

const journal = (format: 'ndjson' | 'shiviz') =>
  doing('The trace is being written', (pace) => saveJournal(format, pace));

const noRun = (): Wrong => new Wrong('There is no run on the stage now.');

function open(foot: 'history' | 'diagram'): void {
  close();
  showFoot(foot);
}

interface RowProps {
  name: string;
  /** Its buttons, by what they say. */
  of: Record<string, () => unknown>;
  busy: boolean;
  children: ComponentChildren;
}

function Row({ name, of, busy, children }: RowProps) {
  return (
    <div class="export-row" role="group" aria-label={name}>
      <b>{name}</b>
      <p>{children}</p>
      <span class="export-buttons">
        {Object.entries(of).map(([text, take]) => (
          <button key={text} disabled={busy} onClick={() => void take()}>
            {text}
          </button>
        ))}
      </span>
    </div>
  );
}

function Progress() {
  const [now, came] = [work.value, outcome.value];
  return (
    <div class="export-end" data-tells={now !== null || came !== null}>
      <p role="status" class={came?.bad ? 'wrong' : undefined}>
        {now ? `${now.doing}.` : came?.text}
      </p>
      {now ? (
        <>
          <progress value={now.share} aria-label={now.doing} />
          <button onClick={stop}>Stop</button>
        </>
      ) : null}
    </div>
  );
}
