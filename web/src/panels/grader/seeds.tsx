/** The seeds of a test that are worth a look, as buttons that open them. */
import type { CourseTest } from '../../state/grader';
import type { Tally } from '../../state/tally';
import { count } from '../format';
import { openFinding } from './stage';

/** So many have room in a row. */
const IN_ROW = 3;

interface SeedsProps {
  test: CourseTest;
  tally: Tally;
  /** Shows the others. */
  more(): void;
}

export function Seeds({ test, tally, more }: SeedsProps) {
  const shown = tally.findings.slice(0, IN_ROW);
  const others = tally.found - shown.length;
  return (
    <>
      {shown.map((finding) => (
        <button
          key={finding.seed}
          class={`go ${finding.failed ? 'failed' : 'objected'}`}
          aria-label={`Open seed ${finding.seed} of ${test.name} on the stage, shortly before it ${finding.failed ? 'fails' : 'goes wrong'}`}
          title={finding.reasons.join('\n')}
          onClick={() => void openFinding(test, finding)}
        >
          {count(finding.seed)}
        </button>
      ))}
      {others > 0 ? (
        <button class="go" aria-label={`${others} more seeds of ${test.name}`} onClick={more}>
          +{count(others)}
        </button>
      ) : null}
    </>
  );
}
