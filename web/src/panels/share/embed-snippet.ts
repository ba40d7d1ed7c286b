/** What a person puts into a page of her own to have the run there. */

/** Lower, and the logs would leave no room for the stage. */
const HEIGHT = 440;

/** `page` is the address of this page, without search and fragment. */
export function snippetOf(page: string, fragment: string, title: string): string {
  return `<iframe src="${attribute(`${page}?embed${fragment}`)}" title="${attribute(`Raft Playground: ${title}`)}" width="100%" height="${HEIGHT}" style="border: 1px solid #ccd" loading="lazy"></iframe>`;
}

const attribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
