/** What can be given away of the run on screen. */
import type { ComponentChildren } from 'preact';
import { adopt } from '../adopt';
import { close, Dialog } from '../dialog';
import { saveRun } from '../save-run';
import { copyLink, saveMoment } from './copy-link';
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
      </ul>
    </Dialog>
  );
}

interface OfferProps {
  does: string;
  take(): Promise<void>;
  children: ComponentChildren;
}

function Offer({ does, take, children }: OfferProps) {
  return (
    <li>
      <button
        onClick={() => {
          void take();
          close();
        }}
      >
        {does}
      </button>
      <p>{children}</p>
    </li>
  );
}
