/** The text of a scenario that starts over with another cluster. */
import type { Settings } from '../../engine/protocol';

export interface Cluster {
  replicas: number;
  clients: number;
  seed: number;
}

/** The scenario on screen with another cluster; what was tuned by hand is kept, and what no panel shows. */
export function scenarioWith(cluster: Cluster, text: string | null, now: Settings): string {
  const base = asObject(text);
  // A course test has no clients or tuning of its own: the grader fixes them.
  if (base && isCourseTest(base)) {
    return JSON.stringify({ ...base, replicas: cluster.replicas, seed: cluster.seed }, null, 2);
  }
  const { title, about, raft, network, asking } = now;
  const there = now.disk.sync_ms_of.filter(([name]) => replicaIndexOf(name) < cluster.replicas);
  const disk = { ...now.disk, sync_ms_of: Object.fromEntries(there) };
  // A workload of the course is more than a rate and a share of gets.
  const given = asRecord(base?.['workload']);
  const workload = given && 'course' in given ? given : now.workload;
  return JSON.stringify(
    { ...base, title, about, ...cluster, raft, network, disk, asking, workload },
    null,
    2,
  );
}

const replicaIndexOf = (name: string): number => Number(name.slice(1)) - 1;

/** The same without its script, whose actions may name who is no longer there. */
export function withoutScript(text: string): string {
  return JSON.stringify({ ...asObject(text), actions: [] }, null, 2);
}

/** The same scenario without these rules; null for a test of the course, which knows no rules. */
export function withRules(off: readonly string[], text: string | null): string | null {
  const base = asObject(text);
  if (!base || isCourseTest(base)) return null;
  const rules = off.length > 0 ? off : undefined;
  return JSON.stringify({ ...base, rules_off: rules }, null, 2);
}

const isCourseTest = (scenario: Record<string, unknown>): boolean => 'lifetime' in scenario;

function asObject(text: string | null): Record<string, unknown> | null {
  try {
    return asRecord(JSON.parse(text ?? 'null') as unknown);
  } catch {
    return null;
  }
}

const asRecord = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
