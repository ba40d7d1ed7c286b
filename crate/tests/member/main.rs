//! Our replica by itself, in the hands of a host that only passes JSON on: the course's protocol, the wire form of
//! every message, what must be durable, and what comes from hands that mean no good.

mod arbitrary_messages;
mod durability;
mod host;
mod protocol;
mod refusals;
mod round_trips;
mod words;
