/** What the shapes on the links mean: those that the run can show. */

import { settings } from '../state/run';

export type Sign = [
  kind: 'append' | 'beat' | 'vote' | 'pre-vote' | 'ok' | 'bad' | 'client',
  path: string,
  word: string,
];

const PRE_VOTE: Sign = ['pre-vote', 'M8 2 14 8 8 14 2 8z', 'PreVote'];
const SNAPSHOT: Sign = ['append', 'M8 1.5 13.6 4.75V11.25L8 14.5 2.4 11.25V4.75z', 'InstallSnapshot'];
const SIGNS: Sign[] = [
  ['append', 'M3 3h10v10H3z', 'AppendEntries'],
  ['beat', 'M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9', 'heartbeat'],
  ['vote', 'M8 1.5 14.5 8 8 14.5 1.5 8z', 'RequestVote'],
  ['ok', 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M5.4 8.2l1.9 1.9 3.4-4', 'yes'],
  ['bad', 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M6 6l4 4M10 6l-4 4', 'no'],
  ['client', 'M14 8 2.5 2.8 4.8 8 2.5 13.2z', 'client'],
];

export function signsShown(): Sign[] {
  const raft = settings.value?.raft;
  const signs = [...SIGNS];
  if (raft?.pre_vote) signs.splice(3, 0, PRE_VOTE);
  if (raft?.snapshot_threshold) signs.splice(1, 0, SNAPSHOT);
  return signs;
}

export function Legend() {
  return (
    <ul class="scene-legend" aria-label="Signs of messages">
      {signsShown().map(([kind, path, word]) => (
        <li key={word} data-kind={kind}>
          <svg width="12" height="12" viewBox="0 0 16 16" aria-hidden="true">
            <path d={path} />
          </svg>
          {word}
        </li>
      ))}
    </ul>
  );
}
