/** Text as letters that may stand in an address, as few as the browser's own compression makes them. */

/** zlib's format: its checksum tells where a letter was lost or changed on the way. */
const FORMAT = 'deflate';

export async function packed(text: string): Promise<string> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream(FORMAT));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  let binary = '';
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * The text again. What would be longer than `most` bytes is given up as soon as it is, however little it was packed:
 * null then, and undefined where it is damaged.
 */
export async function unpacked(letters: string, most: number): Promise<string | null | undefined> {
  const bytes = bytesOf(letters);
  if (bytes === undefined) return undefined;
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream(FORMAT)).getReader();
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let [text, length] = ['', 0];
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      length += value.length;
      if (length > most) {
        await reader.cancel();
        return null;
      }
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return undefined;
  }
}

function bytesOf(letters: string): Uint8Array<ArrayBuffer> | undefined {
  if (!/^[\w-]*$/.test(letters)) return undefined;
  try {
    const binary = atob(letters.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (byte) => byte.charCodeAt(0));
  } catch {
    return undefined;
  }
}
