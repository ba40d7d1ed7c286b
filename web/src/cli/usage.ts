import type { Command } from './command';

/** What `help` prints. */
export function usage(commands: Record<string, Command>): string {
  const calls = Object.values(commands).map((command) => indented(command.usage));
  return `\
Raft Playground on the command line: the page's simulation without the page.

${calls.join('\n')}
  node cli.mjs help [COMMAND]

Exit status 2: the call or a file is wrong.
`;
}

/** The help of a command, as \`COMMAND --help\` prints it. */
export const helpOf = (command: Command): string => indented(command.usage);

const indented = (text: string): string =>
  text.replace(/^(?=.)/gm, '  ').replace(/^ {2}(?=\S)/, '  node cli.mjs ');
