/** What the shapes on the links mean. */

const SIGNS: [string, string, string][] = [
  ['append', 'M3 3h10v10H3z', 'AppendEntries'],
  ['beat', 'M8 3.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 0 0 0-9', 'heartbeat'],
  ['vote', 'M8 1.5 14.5 8 8 14.5 1.5 8z', 'RequestVote'],
  ['ok', 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M5.4 8.2l1.9 1.9 3.4-4', 'yes'],
  ['bad', 'M8 2.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 0 0 0-11M6 6l4 4M10 6l-4 4', 'no'],
  ['client', 'M14 8 2.5 2.8 4.8 8 2.5 13.2z', 'client'],
];

export function Legend() {
  return (
    <ul class="scene-legend" aria-label="Signs of messages">
      {SIGNS.map(([kind, path, word]) => (
        <li key={kind} data-kind={kind}>
          <svg width="12" height="12" viewBox="0 0 16 16" aria-hidden="true">
            <path d={path} />
          </svg>
          {word}
        </li>
      ))}
    </ul>
  );
}
