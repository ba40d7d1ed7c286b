import type { BranchView } from '../../engine/protocol';

/** What a branch is called: by its number, where nobody named it. */
export const nameOf = ({ number, name }: BranchView): string =>
  name || (number === 0 ? 'First run' : `Branch ${number}`);
