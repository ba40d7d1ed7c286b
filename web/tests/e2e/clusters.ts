/** Clusters for tests to begin with. */

/** Nothing happens but what Raft does by itself, and the first leader is S1: everybody else waits longer. */
export const ORDERLY = {
  title: 'Orderly',
  replicas: 5,
  clients: 1,
  seed: 7,
  network: { latency_ms: [20, 20] },
  raft: { election_timeout_ms: [150, 300], heartbeat_ms: 50 },
  actions: [{ at_ms: 10, do: 'time_out', replica: 'S1' }],
};

/**
 * A time in ORDERLY at which the leader's heartbeats are half-way to everyone and nothing else is in
 * flight: S1 asks for votes at 10 ms, leads at 50 ms, and sends heartbeats at 100 ms.
 */
export const HEARTBEATS_HALF_WAY = 110;
