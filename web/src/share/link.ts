/**
 * A run in the fragment of an address, which no browser sends to a server: `#1.`, the version of what follows, and the
 * run as JSON, compressed.
 *
 * A link that was made once opens for good. Another form of `SharedRun` is another version, beside which the reading of
 * those before stays; `tests/unit/links.txt` has links of every version, with the hashes to which they lead.
 */
import type { BadInput } from '../engine/protocol';
import { packed, unpacked } from './packing';
import { MOST, readSharedRun, type SharedRun } from './shared-run';

/**
 * The most characters of a link. Browsers take more, but what a link is sent through does not: behind a log-in or in a
 * learning platform it becomes part of a request, whose first line many servers hold to 8 kB.
 */
export const LONGEST_LINK = 8000;

/** The most that is read: who gets a longer one whole may have it. */
const LONGEST_READ = 64_000;

const VERSION = '1';
const LINK = /^#(\d{1,4})\.(.*)$/s;

export async function fragmentOf(run: SharedRun): Promise<string> {
  return `#${VERSION}.${await packed(JSON.stringify(run))}`;
}

/** Whether a fragment means a run, and not a part of the page. */
export const isLink = (fragment: string): boolean => LINK.test(fragment);

export async function readLink(fragment: string): Promise<SharedRun | BadInput> {
  const refused = (message: string): BadInput => ({ place: 'link', message });
  if (fragment.length > LONGEST_READ)
    return refused(`is longer than ${LONGEST_READ} characters, the most that is read`);
  const [, version, letters] = LINK.exec(fragment) ?? [];
  if (version === undefined || letters === undefined)
    return refused('holds no run: it begins with "#", a version and "."');
  if (version !== VERSION) return refused(`is of version ${version}; this page reads version ${VERSION}`);
  const json = await unpacked(letters, MOST.bytes);
  if (json === undefined) return refused('is damaged or was cut short on its way');
  if (json === null) return refused(`holds more than ${MOST.bytes} bytes, the most that is read`);
  return readSharedRun(json, 'link');
}
