/** The verdicts where there is no room for a table: a card a test. */
import { groups, progress, run, tallies, type CourseTest } from '../../state/grader';
import { NOTHING } from '../../state/tally';
import { Icon } from '../icons';
import { FigureCell, Findings, Model, VerdictBadge, WithoutRedirects, Word } from './cells';
import { invariants, linearizable, storm } from './written';

export function Cards() {
  return (
    <>
      {groups.value.map(({ name, tests }) => (
        <section key={name} class="grader-group" aria-label={name}>
          <header>
            <h3>{name}</h3>
            <button class="quiet" disabled={progress.value !== null} onClick={() => void run(tests)}>
              <Icon name="play" size={12} />
              Run {tests.length === 1 ? 'it' : `all ${tests.length}`}
            </button>
          </header>
          <ul>
            {tests.map((test) => (
              <li key={test.id}>
                <Card test={test} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Card({ test }: { test: CourseTest }) {
  const tally = tallies.value.get(test.id) ?? NOTHING;
  return (
    <article class="grader-card">
      <header>
        <h4>{test.name}</h4>
        <VerdictBadge tally={tally} />
        <button
          class="quiet square"
          disabled={progress.value !== null}
          aria-label={`Run ${test.name}`}
          onClick={() => void run([test])}
        >
          <Icon name="play" size={14} />
        </button>
      </header>
      {tally.seeds === 0 ? null : (
        <>
          <dl>
            {tally.figures.map((figure) => (
              <div key={figure.name}>
                <dt>{figure.name}</dt>
                <dd>
                  <FigureCell figure={figure} seeds={tally.seeds} whole />
                </dd>
              </div>
            ))}
            <div class="of-us">
              <dt>linearizable</dt>
              <dd>
                <Word of={linearizable(tally)} />
              </dd>
            </div>
            <div>
              <dt>invariants</dt>
              <dd>
                <Word of={invariants(tally)} />
              </dd>
            </div>
            <div>
              <dt>storm</dt>
              <dd>
                <Word of={storm(tally)} />
              </dd>
            </div>
            <div>
              <dt>without redirects</dt>
              <dd>
                <WithoutRedirects tally={tally} />
                {tally.withoutRedirects ? <Model /> : null}
              </dd>
            </div>
          </dl>
          <details>
            <summary>{tally.found === 0 ? 'More' : `Worth a look: ${tally.found}`}</summary>
            <Findings test={test} />
          </details>
        </>
      )}
    </article>
  );
}
