/** The scenarios that show Raft best, in the order in which one would learn it. */
import { useComputed, useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { fetched } from '../../state/parts';
import { adopt } from '../adopt';
import { close, Dialog } from '../dialog';
import { plural } from '../format';
import { openText } from '../opened';
import { cards, chapters, matching, type Exhibit } from './exhibits';
import css from './gallery.css?inline';
import { Picture } from './picture';
import { neighbour } from './walk';

adopt(css);

/** A tour stands at its start until whoever opened it wants to see more. */
async function visit({ scenario }: Exhibit): Promise<void> {
  const text = await fetched(scenario.load);
  if (text === null) return;
  close();
  await openText(text, scenario.title, { to: 0 });
}

export function Gallery() {
  const typed = useSignal('');
  const shown = useComputed(() => matching(cards, typed.value));
  const box = useRef<HTMLDivElement>(null);
  // Typing begins at once, and the arrows lead from the field to the cards.
  useEffect(() => box.current?.querySelector('input')?.focus(), []);
  return (
    <Dialog title="Gallery">
      <div
        class="gallery"
        ref={box}
        onKeyDown={(event) => {
          if (walkBy(event, box.current)) event.preventDefault();
        }}
      >
        <div class="gallery-head">
          <input
            type="search"
            aria-label="Filter the gallery"
            placeholder="Filter: vote, §5.4, lease …"
            value={typed.value}
            onInput={(event) => (typed.value = event.currentTarget.value)}
          />
          <p class="quiet-text" role="status">
            {plural(shown.value.length, 'scenario')}
          </p>
        </div>
        {chapters(shown.value).map(({ name, exhibits }) => (
          <section key={name}>
            <h3>{name}</h3>
            <div class="gallery-cards">
              {exhibits.map((exhibit) => (
                <Card key={exhibit.scenario.id} exhibit={exhibit} />
              ))}
            </div>
          </section>
        ))}
        {shown.value.length === 0 ? <p class="quiet-text">Nothing has these words.</p> : null}
      </div>
    </Dialog>
  );
}

function Card({ exhibit }: { exhibit: Exhibit }) {
  const { scenario, about, section, captions } = exhibit;
  const id = `gallery-${scenario.id}`;
  return (
    <button class="gallery-card" aria-labelledby={id} onClick={() => void visit(exhibit)}>
      <Picture of={exhibit} />
      <span class="gallery-title" id={id}>
        {scenario.title}
      </span>
      <span class="gallery-about">{about}</span>
      <span class="gallery-facts">
        <span>{section}</span>
        <span>{plural(captions, 'caption')}</span>
      </span>
    </button>
  );
}

/** Whether the key led from the field or a card to another card. */
function walkBy({ key }: KeyboardEvent, box: HTMLElement | null): boolean {
  const all = [...(box?.querySelectorAll<HTMLElement>('.gallery-card') ?? [])];
  const at = all.findIndex((card) => card === document.activeElement);
  // In the field the other keys move the cursor.
  if (at < 0 && key !== 'ArrowDown') return false;
  const to = neighbour(
    all.map((card) => ({ left: card.offsetLeft, top: card.offsetTop })),
    at,
    key,
  );
  if (to === null) return false;
  const target = to < 0 ? box?.querySelector('input') : all[to];
  target?.focus();
  return true;
}
