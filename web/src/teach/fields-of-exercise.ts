/** What may stand in an exercise, in short. docs/exercises.md says it at length. */

interface Fields {
  of: string;
  fields: [name: string, what: string][];
}

export const FIELDS: Fields[] = [
  {
    of: 'Every exercise',
    fields: [
      ['id', 'Its name in links and hand-ins: 1 to 60 small letters, digits and hyphens.'],
      ['title', 'Its name for people, up to 100 characters.'],
      ['section', 'The section of the paper, such as "§5.4.2, Figure 8".'],
      ['text', 'What is to be done, in Markdown: one text, or a list of its lines.'],
      ['hints', 'Up to ten, each of which says more than the one before.'],
      ['kind', 'schedule, predict, tune, bug or shrink.'],
      ['scenario', 'The run to begin with, as “Save run” writes it: cluster, seed, settings, first actions.'],
    ],
  },
  {
    of: 'schedule: act until the goal is met',
    fields: [
      ['allowed', 'What may be done: "do", and if wanted "most" (how often) and "replicas" (only to these).'],
      ['budget', '"actions", the most in all, and "time_ms", the latest moment of the run.'],
      [
        'goal',
        '1 to 12 parts: "says", a sentence for students, and "holds", a predicate as in Find, also with ever(P), never(P), always(P) and P then Q.',
      ],
      ['history', 'In a part, in the place of "holds": "linearizable" or "not linearizable".'],
      ['on', 'In a part: "correct" looks at the same actions on a Raft in which every rule is in force.'],
    ],
  },
  {
    of: 'bug: break a Raft that lacks a rule, and name the rule',
    fields: [
      ['allowed, budget', 'As above.'],
      ['rules', 'Names of rules, one of which is off. Which one, course and student decide.'],
    ],
  },
  {
    of: 'shrink: leave out what can be left out',
    fields: [
      ['scenario', 'The long run, with its actions and an "end_ms".'],
      ['goal', 'What makes it fail.'],
    ],
  },
  {
    of: 'predict: say what comes of it',
    fields: [
      ['shown_until_ms', 'Up to when students see the run. Its seed is replaced by that of the student.'],
      [
        'questions',
        '1 to 12: "id", "says" (the question), "answer" (an expression whose value is right) and "at_ms" (when).',
      ],
    ],
  },
  {
    of: 'tune: choose settings',
    fields: [
      ['settings', '"election_timeout_ms" and "heartbeat_ms": the ranges to choose from.'],
      ['seeds', 'How many hidden seeds it is tried on, up to 100.'],
      ['limits', '"failover_p95_ms", "spurious_elections" and "messages".'],
    ],
  },
];
