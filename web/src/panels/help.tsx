/** The sheet of keys: the words for them. What is bound is handed in, so that it lists what works. */
import { Dialog } from './dialog';

/** What a key is called on the sheet, and what it does. */
const WORDS = {
  play: { group: 'Time', keys: ['Space'], does: 'Play or pause' },
  step: { group: 'Time', keys: ['.', '→'], does: 'Process one event' },
  stepBack: { group: 'Time', keys: [',', '←'], does: 'Take one event back' },
  jump: { group: 'Time', keys: ['[', ']'], does: 'Previous, next of what the time line jumps to' },
  undo: { group: 'Time', keys: ['U'], does: 'Undo the last action; also Ctrl Z' },
  redo: { group: 'Time', keys: ['K'], does: 'Redo it; also Ctrl Shift Z' },
  speed: { group: 'Time', keys: ['+', '−'], does: 'Faster, slower' },
  restart: { group: 'Time', keys: ['R'], does: 'Restart the run' },
  nextCaption: {
    group: 'Time',
    keys: ['N'],
    does: 'Play to the next caption, or scripted action when presenting',
  },
  choose: { group: 'Replicas', keys: ['1', '…', '9'], does: 'Choose S1 … S9' },
  crash: { group: 'Replicas', keys: ['C'], does: 'Crash or restart the chosen or focused one' },
  timeOut: { group: 'Replicas', keys: ['T'], does: 'Let its timer run out now' },
  isolate: { group: 'Replicas', keys: ['I'], does: 'Isolate or rejoin it' },
  alignTimers: { group: 'Replicas', keys: ['A'], does: 'All election timers run out together' },
  spreadTimers: { group: 'Replicas', keys: ['E'], does: 'They run out one after the other' },
  deliver: { group: 'Messages', keys: ['Enter'], does: 'Choose; once more: deliver it now' },
  drop: { group: 'Messages', keys: ['D'], does: 'Drop it; in their list ← and → hasten and delay' },
  cut: { group: 'Network', keys: ['X'], does: 'Cut links: draw across them' },
  groups: { group: 'Network', keys: ['G'], does: 'Cut groups' },
  members: { group: 'Network', keys: ['M'], does: 'Change members' },
  heal: { group: 'Network', keys: ['H'], does: 'Heal all links' },
  put: { group: 'Page', keys: ['P'], does: 'Put a key' },
  history: { group: 'Page', keys: ['Y'], does: 'History of the clients, or the logs' },
  branches: { group: 'Page', keys: ['B'], does: 'Branches of the run, or the logs' },
  diagram: { group: 'Page', keys: ['0'], does: 'Space–time diagram: arrows, or the logs' },
  find: { group: 'Page', keys: ['F'], does: 'Find a moment, watch values' },
  lessons: { group: 'Page', keys: ['J'], does: 'Lessons' },
  grader: { group: 'Page', keys: ['V'], does: 'Course tests: verdicts' },
  why: { group: 'Page', keys: ['W'], does: 'Why? Of what is chosen, else of the leader' },
  open: { group: 'Page', keys: ['O'], does: 'Open a scenario' },
  gallery: { group: 'Page', keys: ['Q'], does: 'Gallery of scenarios' },
  presenter: { group: 'Page', keys: ['Z'], does: 'Presenter mode, and back' },
  settings: { group: 'Page', keys: ['S'], does: 'Settings' },
  link: { group: 'Page', keys: ['L'], does: 'Copy a link to this moment' },
  help: { group: 'Page', keys: ['?'], does: 'This list' },
  next: { group: 'Page', keys: ['F6'], does: 'Go to the next part of the page' },
  leave: { group: 'Page', keys: ['Esc'], does: 'Close, stop cutting, choose nothing' },
} satisfies Record<string, { group: string; keys: string[]; does: string }>;

export type KeyName = keyof typeof WORDS;

export function HelpDialog({ bound }: { bound: KeyName[] }) {
  const lines = bound.map((name) => WORDS[name]);
  const groups = [...new Set(lines.map(({ group }) => group))];
  return (
    <Dialog title="Keys">
      <div class="help">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {lines
                .filter((line) => line.group === group)
                .map(({ keys: names, does }) => (
                  <div key={does}>
                    <dt>
                      {names.map((name) => (
                        <kbd key={name}>{name}</kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
