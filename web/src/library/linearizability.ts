import { isBadInput } from '../engine/core';
import { check_linearizable } from '../engine/pkg/raft_playground.js';
import type {
  History,
  LinearizabilityOptions,
  LinearizabilityReport,
} from '../engine/pkg/raft_playground.js';
import './core';
import { Refused } from './refused';

export type {
  History,
  HistoryOperation,
  KeyReport,
  LinearizabilityOptions,
  LinearizabilityReport,
  LinearizationPoint,
} from '../engine/pkg/raft_playground.js';

/**
 * Whether a history of clients, an object or its JSON, is linearizable. Throws a {@link Refused} where the history or an
 * option is wrong.
 */
export function checkLinearizable(
  history: History | string,
  options?: LinearizabilityOptions,
): LinearizabilityReport {
  try {
    return check_linearizable(history, options);
  } catch (thrown) {
    throw isBadInput(thrown) ? new Refused(thrown) : thrown;
  }
}
