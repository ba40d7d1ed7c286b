/** Parts of the page that most visits never open are fetched when they are first shown. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { tell } from '../state/notices';

export function onDemand<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  const loaded = signal<{ Part: ComponentType<P> } | null>(null);
  let loading = false;
  const begin = async (): Promise<void> => {
    loading = true;
    try {
      loaded.value = { Part: await load() };
    } catch {
      tell('A part of the page could not be loaded. Try again.', 'bad');
    }
    loading = false;
  };
  return function OnDemand(props: P) {
    const now = loaded.value;
    if (now) return <now.Part {...props} />;
    if (!loading) void begin();
    return null;
  };
}
