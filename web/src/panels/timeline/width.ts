import { useSignal, type ReadonlySignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

/** The width of an element on screen, in px; 0 until it is known. */
export function useWidth(box: { current: HTMLElement | null }): ReadonlySignal<number> {
  const width = useSignal(0);
  useEffect(() => {
    const sizes = new ResizeObserver(() => (width.value = box.current?.clientWidth ?? 0));
    sizes.observe(box.current!);
    return () => sizes.disconnect();
  }, []);
  return width;
}
