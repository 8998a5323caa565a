//! The casework of the demonstration: allowed on every day that it may lead up to, and in the books of a
//! small county.
