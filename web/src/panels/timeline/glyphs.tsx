/** The drawings of the time line, which come with it. */

const PATHS = {
  undo: 'M5.5 3 2.5 6l3 3M2.5 6H10a3.5 3.5 0 0 1 0 7H6',
  redo: 'M10.5 3l3 3-3 3M13.5 6H6a3.5 3.5 0 0 0 0 7h4',
  back: 'M10 3.5 5.5 8l4.5 4.5',
  ahead: 'M6 3.5 10.5 8 6 12.5',
  diagram: 'M1.5 3h13M1.5 13h13M4 3l3.5 10M8.5 13 12 3',
  branches: 'M4 2.5v11M4 11c0-4 8-2 8-7M9.8 5.8 12 3.6l2.2 2.2',
};

export function Glyph({ name }: { name: keyof typeof PATHS }) {
  return (
    <svg class="icon" width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d={PATHS[name]}
        fill="none"
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </svg>
  );
}
