/** What stands out on a branch, drawn along a line. */
import type { BranchView } from '../../engine/protocol';
import { drawActions, drawMarks } from './scale';

interface Props {
  branch: BranchView;
  /** What the whole line stands for, in µs. */
  all: number;
  width: number;
  height: number;
}

const CLASSES = ['election', 'crash', 'restart', 'cut', 'heal', 'stall', 'violation'];

export function Marks({ branch, all, width, height }: Props) {
  return (
    <svg class="marks" width={width} height={height} aria-hidden="true">
      {drawMarks(branch.marks, all, width, height).map(({ what, path }) => (
        <path key={what} class={CLASSES[what]} d={path} />
      ))}
      <path class="action" d={drawActions(branch, all, width, height)} />
    </svg>
  );
}
