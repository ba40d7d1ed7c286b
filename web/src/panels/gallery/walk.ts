/** Where the arrow keys lead among cards that stand in rows. */

interface Place {
  left: number;
  top: number;
}

/** The number of the card that a key leads to: −1 is the field above them, null that it leads nowhere. */
export function neighbour(places: readonly Place[], at: number, key: string): number | null {
  const last = places.length - 1;
  if (last < 0) return null;
  switch (key) {
    case 'ArrowRight':
      return Math.min(at + 1, last);
    case 'ArrowLeft':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    case 'ArrowDown':
      return at < 0 ? 0 : nearest(places, at, 1);
    case 'ArrowUp':
      return nearest(places, at, -1);
    default:
      return null;
  }
}

/** The card of the next row that stands most nearly below or above; from the first row up, the field. */
function nearest(places: readonly Place[], at: number, direction: 1 | -1): number {
  const from = places[at]!;
  const beyond = places
    .map((place, nth) => ({ ...place, nth }))
    .filter(({ top }) => (top - from.top) * direction > 0);
  if (beyond.length === 0) return direction < 0 ? -1 : at;
  const far = ({ left, top }: Place): [number, number] => [
    Math.abs(top - from.top),
    Math.abs(left - from.left),
  ];
  beyond.sort((one, other) => {
    const [a, b] = [far(one), far(other)];
    return a[0] - b[0] || a[1] - b[1];
  });
  return beyond[0]!.nth;
}
