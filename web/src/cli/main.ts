import { usage } from './usage';
import { trace } from './trace';
import { Failure, OK, WRONG } from './status';

// The command line: `node cli.mjs COMMAND …`, with the page's queue and the page's core.

const commands: Record<string, (args: string[]) => Promise<number>> = { trace };

// Whoever reads no further, as `head` does, ends the program without a word.
process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
  process.exit(failure.code === 'EPIPE' ? OK : WRONG);
});

process.exitCode = await main(process.argv.slice(2));

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    process.stdout.write(usage);
    return name === undefined ? WRONG : OK;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  try {
    if (command === undefined) throw new Failure(`there is no command "${name}": help lists them`);
    return await command(args);
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    process.stderr.write(`${failure.message}\n`);
    return WRONG;
  }
}
