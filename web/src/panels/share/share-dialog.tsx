/** What can be given away of the run on screen. */
import type { ComponentChildren } from 'preact';
import { adopt } from '../adopt';
import { close, Dialog } from '../dialog';
import { openDialog } from '../dialogs';
import { saveRun } from '../save-run';
import { copyEmbedding, copyLink, saveMoment } from './copy-link';
import css from './share.css?inline';

adopt(css);

export function ShareDialog() {
  return (
    <Dialog title="Share">
      <ul class="offers">
        <Offer does="Copy link" take={copyLink} key="link">
          Opens this run at this moment, for whoever has it. All of it is in the link: no server keeps or sees
          it. <kbd>L</kbd>
        </Offer>
        <Offer does="Save moment" take={saveMoment} key="moment">
          The same as a file, for a run that is too long for a link. Drop it on the page to open it.
        </Offer>
        <Offer does="Save run" take={saveRun} key="run">
          The scenario with everything that was done, as a scenario file to edit, or to run on the command
          line.
        </Offer>
        <Offer does="Copy embed HTML" take={copyEmbedding} key="embed">
          Shows this run, with stage and transport, in a page of your own: for a course page, say. It stores
          nothing there.
        </Offer>
        <Offer does="Export…" take={exports} key="export">
          Pictures, traces for other programs, and a film.
        </Offer>
      </ul>
    </Dialog>
  );
}

const exports = (): void => {
  openDialog.value = 'export';
};

interface OfferProps {
  does: string;
  take(): Promise<void> | void;
  children: ComponentChildren;
}

function Offer({ does, take, children }: OfferProps) {
  return (
    <li>
      <button
        onClick={() => {
          close();
          void take();
        }}
      >
        {does}
      </button>
      <p>{children}</p>
    </li>
  );
}
