/** What a replica is to the cluster. */
import { MEMBERSHIP } from '../engine/protocol';

/** `old` and `both` are voters of a joint configuration: of the one that is left, and of both. */
export type Member = 'voter' | 'learner' | 'outside' | 'old' | 'both';

/** Reads `REPLICA.MEMBERSHIP`. */
export function memberOf(packed: number): Member {
  if (packed & MEMBERSHIP.OUTGOING) return packed & MEMBERSHIP.VOTER ? 'both' : 'old';
  if (packed & MEMBERSHIP.VOTER) return 'voter';
  return packed & MEMBERSHIP.LEARNER ? 'learner' : 'outside';
}

/** How many of so many voters decide (§5.2). */
export const majority = (voters: number): number => Math.floor(voters / 2) + 1;
