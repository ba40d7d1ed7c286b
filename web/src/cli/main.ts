import { isMainThread, workerData } from 'node:worker_threads';
import type { Command } from './command';
import { grade } from './grade';
import { gradeJobs } from './grade-worker';
import { gradescope } from './gradescope';
import { lin } from './lin';
import { merge } from './merge';
import type { Task } from './pool';
import { run } from './run';
import { Failure, OK, WRONG } from './status';
import { trace } from './trace';
import { helpOf, usage } from './usage';
import { verify } from './verify';
import { verifyJobs } from './verify-worker';

// The command line: `node cli.mjs COMMAND …`, with the page's queue and the page's core.

const commands: Record<string, Command> = { run, grade, lin, trace, verify, merge, gradescope };

if (isMainThread) {
  // Whoever reads no further, as `head` does, ends the program without a word.
  process.stdout.on('error', (failure: NodeJS.ErrnoException) => {
    process.exit(failure.code === 'EPIPE' ? OK : WRONG);
  });
  process.exitCode = await main(process.argv.slice(2));
} else {
  const task = workerData as Task;
  await (task.does === 'grade' ? gradeJobs() : verifyJobs(task));
}

async function main([name, ...args]: string[]): Promise<number> {
  if (name === undefined) {
    process.stderr.write(usage(commands));
    return WRONG;
  }
  try {
    if (name === 'help' || asksForHelp(name)) {
      const [about] = args;
      process.stdout.write(about === undefined ? usage(commands) : helpOf(called(about)));
      return OK;
    }
    const command = called(name);
    if (args.some(asksForHelp)) {
      process.stdout.write(helpOf(command));
      return OK;
    }
    return await command.run(args);
  } catch (failure) {
    // Whatever else is thrown is our mistake, and must not pass for something that was found.
    process.stderr.write(`${failure instanceof Failure ? failure.message : told(failure)}\n`);
    return WRONG;
  }
}

function called(name: string): Command {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw new Failure(`there is no command "${name}": help lists them`);
  return command;
}

const told = (failure: unknown): string =>
  failure instanceof Error ? (failure.stack ?? failure.message) : JSON.stringify(failure);

function asksForHelp(word: string): boolean {
  return word === '--help' || word === '-h';
}
