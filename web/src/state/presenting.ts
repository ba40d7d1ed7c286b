/** Whether the page is shown to a room: the stage and the logs large, and little else. */
import { effect, signal } from '@preact/signals';

export const presenting = signal(false);

// What it looks like is in the styles of `panels/presenter`, which come with whatever sets it.
effect(() => {
  document.documentElement.toggleAttribute('data-presenting', presenting.value);
});
