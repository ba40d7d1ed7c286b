/** What the scenario says at this moment of the run, and the way to the next thing that it says. */
import { useEffect } from 'preact/hooks';
import { captions, goesOn, keepTour, latest, toNextCaption, toPreviousCaption } from '../../state/tour';
import { adopt } from '../adopt';
import { plural } from '../format';
import css from './tour.css?inline';

adopt(css);

export function Tour() {
  useEffect(keepTour, []);
  const all = captions.value.length;
  if (all === 0) return null;
  const nth = latest.value;
  const text = captions.value[nth - 1]?.text ?? `A tour in ${plural(all, 'caption')}.`;
  return (
    <section class="tour" aria-label="Tour" data-region tabIndex={-1}>
      <span class="tour-count" aria-hidden="true">
        {nth} / {all}
      </span>
      <p class="tour-text" aria-live="polite">
        {text}
      </p>
      <div class="tour-buttons">
        <button
          class="quiet square"
          aria-label="Previous caption"
          title="Back to the previous caption"
          disabled={nth === 0}
          onClick={() => void toPreviousCaption()}
        >
          <span aria-hidden="true">‹</span>
        </button>
        <button
          class="primary"
          aria-label="Next caption"
          title="Play to the next caption (N); once more: go there at once"
          disabled={!goesOn.value}
          onClick={toNextCaption}
        >
          Next
        </button>
      </div>
    </section>
  );
}
