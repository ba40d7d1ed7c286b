/** Why an input was refused. */
export interface BadInput {
  /** Where: `message.entries[0].term`, `options.raft.heartbeat_ms`. */
  place: string;
  /** What is there, and what is allowed. */
  message: string;
}

/** Thrown by what cannot answer that its input is wrong. */
export class Refused extends Error implements BadInput {
  override readonly name = 'Refused';
  readonly place: string;

  constructor({ place, message }: BadInput) {
    super(`${place}: ${message}`);
    this.place = place;
  }
}
