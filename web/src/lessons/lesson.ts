/** A lesson as its folder tells it: what it says in Markdown, the scenario it is on, and what is asked of the student. */

export interface Lesson {
  id: string;
  title: string;
  section: string;
  /** How long it takes. */
  minutes: number;
  /** What it is about, in Markdown. */
  caption: string;
  /** The text of its scenario. */
  scenario: string;
  steps: Step[];
}

export interface Step {
  title: string;
  /** What to look at and what to do, in Markdown. */
  text: string;
  /** What happened and why, in Markdown: it shows when the task is done. */
  reveal: string;
  task: Task;
}

export type Task =
  /** To bring about that a predicate holds, which looks back over the run. */
  | { do: string }
  /** To say what is going to be. */
  | { predict: { options: string[]; right: number } }
  | { read: true };

/** `checks.json` of a lesson's folder. */
export interface Checks {
  title: string;
  section: string;
  minutes: number;
  steps: Task[];
  /** What a student may do so that all checks hold. Only tests read it. */
  solution: { actions: unknown[]; until_ms: number };
}

/** Puts the files of a lesson's folder together. */
export function lessonOf(id: string, text: string, scenario: string, checks: Checks): Lesson {
  const [caption = '', ...sections] = text.split(/^## /m);
  if (sections.length !== checks.steps.length) {
    throw new Error(`${id}: text.md has ${sections.length} steps, checks.json has ${checks.steps.length}`);
  }
  const { title, section, minutes } = checks;
  const steps = sections.map((part, nth) => stepOf(part, checks.steps[nth]!));
  return { id, title, section, minutes, caption: caption.trim(), scenario, steps };
}

function stepOf(part: string, task: Task): Step {
  const [title = '', ...lines] = part.split('\n');
  const quoted = (line: string): boolean => line.startsWith('>');
  const text = lines.filter((line) => !quoted(line)).join('\n');
  const reveal = lines.filter(quoted).map((line) => line.replace(/^> ?/, ''));
  return { title: title.trim(), text: text.trim(), reveal: reveal.join('\n').trim(), task };
}
