//! What holds of the facade wherever it runs. One module for each claim.

mod boundary;
mod explanations;
mod grading;
mod linearizability;
mod loads;
mod page;
mod predicates;
mod refusals;
mod seeds;
mod trace_hashes;
