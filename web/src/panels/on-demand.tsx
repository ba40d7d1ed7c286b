/** A component that is fetched when it is first shown, or when `fetch` will have it. */
import { signal } from '@preact/signals';
import type { ComponentType } from 'preact';
import { fetched } from '../state/parts';

export function onDemand<P extends object>(
  load: () => Promise<ComponentType<P>>,
  fetch: <Part>(load: () => Promise<Part>) => Promise<Part | null> = fetched,
): ComponentType<P> {
  const loaded = signal<{ Part: ComponentType<P> } | null>(null);
  let loading = false;
  const begin = async (): Promise<void> => {
    loading = true;
    const Part = await fetch(load);
    if (Part) loaded.value = { Part };
    loading = false;
  };
  return function OnDemand(props: P) {
    const now = loaded.value;
    if (now) return <now.Part {...props} />;
    if (!loading) void begin();
    return null;
  };
}
