/** The verdicts as a table: a row a test. */
import { useSignal } from '@preact/signals';
import { groups, progress, run, tallies, type CourseTest } from '../../state/grader';
import { NOTHING } from '../../state/tally';
import { Icon } from '../icons';
import { FigureCell, Findings, OpinionCells, VerdictBadge } from './cells';
import { Seeds } from './seeds';

const FIGURES = ['total_msgs', 'failures', 'duplicates', 'median_latency'] as const;

export function Table() {
  const opened = useSignal<string | null>(null);
  return (
    <div class="grader-table">
      <table>
        <thead>
          <tr>
            <th scope="col" colSpan={3} rowSpan={2}>
              <span class="unseen">Test</span>
            </th>
            <th scope="colgroup" colSpan={5} class="of-course">
              The course’s grader
            </th>
            <th scope="colgroup" colSpan={4} class="of-us">
              What it does not see
            </th>
            <th scope="col" rowSpan={2}>
              Seeds worth <br />a look
            </th>
          </tr>
          <tr>
            <th scope="col" class="of-course">
              Verdict
            </th>
            <th scope="col">total_msgs</th>
            <th scope="col">failures</th>
            <th scope="col">duplicates</th>
            <th scope="col">
              median_latency <small>ms, model</small>
            </th>
            <th scope="col" class="of-us">
              linearizable
            </th>
            <th scope="col">invariants</th>
            <th scope="col">storm</th>
            <th scope="col">
              without redirects <small>ms, model</small>
            </th>
          </tr>
        </thead>
        {groups.value.map(({ name, tests }) => (
          <tbody key={name}>
            {tests.flatMap((test, i) => [
              <tr key={test.id}>
                {i === 0 ? <GroupHead name={name} tests={tests} open={opened.value} /> : null}
                <Row
                  test={test}
                  open={opened.value === test.id}
                  toggle={() => (opened.value = opened.value === test.id ? null : test.id)}
                />
              </tr>,
              opened.value === test.id ? (
                <tr key={`${test.id} opened`} class="opened">
                  <td colSpan={12} ref={intoView}>
                    <Findings test={test} />
                  </td>
                </tr>
              ) : null,
            ])}
          </tbody>
        ))}
      </table>
    </div>
  );
}

/** What was opened at the end of the list would lie below it. */
function intoView(opened: HTMLElement | null): void {
  opened?.scrollIntoView({ block: 'nearest' });
}

interface GroupHeadProps {
  name: string;
  tests: CourseTest[];
  open: string | null;
}

function GroupHead({ name, tests, open }: GroupHeadProps) {
  const rows = tests.length + Number(tests.some(({ id }) => id === open));
  return (
    <th scope="rowgroup" rowSpan={rows} class="group">
      <button
        class="quiet"
        disabled={progress.value !== null}
        title={`Run the tests ${name}`}
        onClick={() => void run(tests)}
      >
        <Icon name="play" size={12} />
        {name}
      </button>
    </th>
  );
}

interface RowProps {
  test: CourseTest;
  open: boolean;
  toggle(): void;
}

function Row({ test, open, toggle }: RowProps) {
  const tally = tallies.value.get(test.id) ?? NOTHING;
  return (
    <>
      <td class="run">
        <button
          class="quiet square"
          disabled={progress.value !== null}
          aria-label={`Run ${test.name}`}
          title={`Run ${test.name}`}
          onClick={() => void run([test])}
        >
          <Icon name="play" size={12} />
        </button>
      </td>
      <th scope="row">
        <button class="quiet name" aria-expanded={open} disabled={tally.seeds === 0} onClick={toggle}>
          {test.name}
          {tally.warnings.length > 0 ? <span title={tally.warnings.join(' ')}> *</span> : null}
        </button>
      </th>
      <td class="of-course">
        <VerdictBadge tally={tally} />
      </td>
      {FIGURES.map((name) => (
        <td key={name}>
          <FigureCell figure={tally.figures.find((figure) => figure.name === name)} seeds={tally.seeds} />
        </td>
      ))}
      <OpinionCells tally={tally} />
      <td class="seeds">
        <Seeds test={test} tally={tally} more={toggle} />
      </td>
    </>
  );
}
