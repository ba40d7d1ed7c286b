export const usage = `\
Raft Playground on the command line: the page's simulation without the page.

  node cli.mjs trace SCENARIO [--format ndjson|text] [--until MS] [--seed N]
      Runs a scenario (a file, or - for standard input) and prints what happens, in order:
      as one JSON object a line (ndjson) for checkers of traces, or in words (text, the default).
      It ends with the scenario, or after MS milliseconds of virtual time (10,000 where
      neither the call nor the scenario says).

  node cli.mjs help

Exit status: 0 if all invariants held, 1 if one was broken, 2 if the call or a file is wrong.
`;
