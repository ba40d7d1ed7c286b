//! What holds of the facade wherever it runs. One module for each claim.

mod loads;
