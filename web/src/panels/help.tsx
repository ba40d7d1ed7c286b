/** The sheet of keys. The keys themselves are handed in, so that it lists what works. */
import { Dialog } from './dialog';

export interface KeyHelp {
  group: string;
  keys: string[];
  does: string;
}

export function HelpDialog({ keys }: { keys: KeyHelp[] }) {
  const groups = [...new Set(keys.map(({ group }) => group))];
  return (
    <Dialog title="Keys">
      <div class="help">
        {groups.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {keys
                .filter((key) => key.group === group)
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
