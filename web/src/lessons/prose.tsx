/** Markdown as it is shown. What is HTML in it, and addresses that could run something, come out as text. */
import { micromark } from 'micromark';
import { useMemo } from 'preact/hooks';

export function Prose({ of }: { of: string }) {
  const html = useMemo(() => micromark(of), [of]);
  return <div class="prose" dangerouslySetInnerHTML={{ __html: html }} />;
}
