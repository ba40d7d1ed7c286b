/** The few drawings in buttons and badges. They say nothing by themselves: a word or a name is beside each. */

const PATHS = {
  play: 'M5 3.2v9.6a.6.6 0 0 0 .9.5l7.6-4.8a.6.6 0 0 0 0-1L5.9 2.7a.6.6 0 0 0-.9.5z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  step: 'M3 3.7v8.6a.6.6 0 0 0 .9.5L10 8.5a.6.6 0 0 0 0-1L3.9 3.2a.6.6 0 0 0-.9.5zM11.2 3h2v10h-2z',
  leader: 'M2 12.5 1.6 4.6l3.7 3L8 2.8l2.7 4.8 3.7-3-.4 7.9z',
};

const LINES = {
  restart: 'M3 8a5 5 0 1 0 1.7-3.7M3 2.6v2.9h2.9',
  find: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3 14 14',
  close: 'M4 4l8 8M12 4l-8 8',
  down: 'M4 6l4 4 4-4',
  light:
    'M8 5.2a2.8 2.8 0 1 0 0 5.6 2.8 2.8 0 0 0 0-5.6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M3 13l1.2-1.2M11.8 4.2 13 3',
  dark: 'M13.2 9.6A5.6 5.6 0 0 1 6.4 2.8a5.6 5.6 0 1 0 6.8 6.8z',
  system: 'M2 3h12v8H2zM5.5 13.5h5',
  settings: 'M2 4.5h5M11 4.5h3M9 2.7v3.6M2 11.5h3M9 11.5h5M7 9.7v3.6',
  tests: 'M2 4.2l1.4 1.4 2.4-3M2 11.2l1.4 1.4 2.4-3M8.5 4.5H14M8.5 11.5H14',
  save: 'M8 2v7.5M5 6.8l3 3 3-3M2.5 11v2.5h11V11',
  share: 'M8 10V2M5 4.7l3-3 3 3M3 8v6h10V8',
  scissors:
    'M5.6 5.6 13 12M5.6 10.4 13 4M4.2 2.6a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6M4.2 9.8a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6',
  groups:
    'M4 4.2a1.6 1.6 0 1 0 0 .1M4 11.8a1.6 1.6 0 1 0 0 .1M13.4 4.2a1.6 1.6 0 1 0 0 .1M13.4 11.8a1.6 1.6 0 1 0 0 .1M8 1.5v2M8 5.5v2M8 9.5v2M8 13.5v1',
  heal: 'M6.8 9.2 9.2 6.8M7.4 4.6 9 3a2.8 2.8 0 0 1 4 4l-1.6 1.6M8.6 11.4 7 13a2.8 2.8 0 0 1-4-4l1.6-1.6',
  lessons: 'M8 4.6 6.6 3.2H2v9h4.6L8 13.6l1.4-1.4H14v-9H9.4zM8 4.6v9',
  key: 'M4.6 5.4a2.6 2.6 0 1 0 0 5.2 2.6 2.6 0 0 0 0-5.2M7.2 8h7v2.6M11.4 8v2',
  follower: 'M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3',
  ok: 'M3.2 8.6l3.2 3.2 6.4-7.6',
  fail: 'M4 4l8 8M12 4l-8 8',
  redirect: 'M3 12V9.5A2.5 2.5 0 0 1 5.5 7H13M10 4l3 3-3 3',
  wait: 'M8 2.8a5.2 5.2 0 1 0 0 10.4A5.2 5.2 0 0 0 8 2.8M8 5v3l2 1.6',
  warn: 'M8 2.2 14.4 13.4H1.6zM8 6.4v3.2M8 11.4v.4',
};

const DASHED = {
  candidate: 'M8 3a5 5 0 1 0 0 10A5 5 0 0 0 8 3',
};

export type IconName = keyof typeof PATHS | keyof typeof LINES | keyof typeof DASHED;

export function Icon({ name, size = 16 }: { name: IconName; size?: number }) {
  const solid = (PATHS as Record<string, string>)[name];
  const line = (LINES as Record<string, string>)[name];
  const dashed = (DASHED as Record<string, string>)[name];
  return (
    <svg class="icon" width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {solid ? (
        <path d={solid} fill="currentColor" />
      ) : (
        <path
          d={line ?? dashed ?? ''}
          fill="none"
          stroke="currentColor"
          stroke-width="1.6"
          stroke-linecap="round"
          stroke-linejoin="round"
          {...(dashed ? { 'stroke-dasharray': '2.4 2.8' } : {})}
        />
      )}
    </svg>
  );
}

/** The mark of the page: a leader's ring. */
export function Mark() {
  return (
    <svg width="24" height="24" viewBox="-12 -12 24 24" aria-hidden="true">
      <circle r="6" fill="none" stroke="var(--accent)" stroke-width="2.4" />
      <circle cy="-9" r="2.6" fill="var(--accent)" />
      <circle cx="-7.8" cy="4.5" r="2.6" fill="var(--accent)" />
      <circle cx="7.8" cy="4.5" r="2.6" fill="var(--accent)" />
    </svg>
  );
}
