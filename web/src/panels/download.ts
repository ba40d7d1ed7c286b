/** Hands a text, or other data, to the person as a file. */
export function download(name: string, type: string, content: string | Blob): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken hold of it by then; at once would be too soon for some browsers.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A title as the name of a file. */
export function fileName(title: string, otherwise: string): string {
  return title.toLowerCase().replace(/[^a-z0-9]+/g, '-') || otherwise;
}
