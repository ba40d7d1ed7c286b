import { tierOf, type FigureTally, type Tally } from './grade-tally';

/** A hop of the model with which the course's tests are run, in s. */
const HOP = 0.0001;
/** The grader's share of gets where the file has none. */
const MIX = 0.8;

/** The keys of a test file that say how much there is to do. */
interface Work {
  replicas: number;
  requests: number;
  mix?: number;
  drops?: number;
}

/** Of each figure that did not earn "bonus" on nearly all seeds, why arithmetic forbids it, or what it lacks. */
export function whyBelowBonus(tally: Tally, text: string): string {
  const work = JSON.parse(text) as Work;
  const enough = Math.ceil(tally.seeds * 0.95);
  const below = tally.figures.filter(
    (figure) => figure.bounds !== null && tierOf(figure, enough) !== 'bonus',
  );
  const names = new Map<string, string[]>();
  for (const figure of below) {
    const reason = `${why(figure, work)}${often(figure, tally.seeds)}`;
    names.set(reason, [...(names.get(reason) ?? []), figure.name]);
  }
  return [...names].map(([reason, figures]) => `${figures.join(', ')}: ${reason}`).join('; ');
}

function why({ name, bounds }: FigureTally, work: Work): string {
  const [bonus] = bounds!;
  if (bonus === 0) return 'nothing is below 0';
  switch (name) {
    case 'median_latency':
      return whyLatency(bonus, work);
    case 'total_msgs':
      return whyMessages(bonus, work);
    case 'failures':
      return 'a request fails or is never answered';
    case 'duplicates':
      return 'an answer comes twice';
  }
}

/** On how many seeds it was bonus, if it was on some. */
const often = ({ tiers }: FigureTally, seeds: number): string =>
  tiers.bonus > 0 ? ` (bonus on ${tiers.bonus} of ${seeds})` : '';

/** A get by lease takes two hops, and a put two more, to a follower and back. */
function whyLatency(bonus: number, { mix = MIX }: Work): string {
  const hops = mix > 0.5 ? 2 : 4;
  const least = Number((hops * HOP).toPrecision(6));
  const what = mix > 0.5 ? 'a get' : 'a put, as most requests are,';
  return least >= bonus ? `${what} takes ${hops} hops of ${HOP} s` : `${least} s on a network without drops`;
}

/**
 * A put needs half of the followers, each with an entry and an answer. Where a share of the messages arrives, an
 * entry leaves as often as it takes for one of its answers to arrive, and an answer for each entry that arrives.
 */
function whyMessages(bonus: number, { replicas, requests, mix = MIX, drops = 0 }: Work): string {
  const puts = Math.round(requests * (1 - mix));
  const followers = Math.floor(replicas / 2);
  const arrives = 1 - drops;
  const each = 1 / (arrives * arrives) + 1 / arrives;
  const least = Math.round(puts * followers * each);
  const sum = `${puts} puts × ${followers} followers × ${Number(each.toFixed(2))} messages = ${least}`;
  return least >= bonus ? sum : `${sum}, and heartbeats and elections come on top`;
}
