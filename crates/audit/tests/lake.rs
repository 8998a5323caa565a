//! The lake from outside: files in, content out.

#[path = "lake/again.rs"]
mod again;
#[path = "lake/broken.rs"]
mod broken;
#[path = "lake/county.rs"]
mod county;
#[path = "lake/dialects.rs"]
mod dialects;
#[path = "lake/failures.rs"]
mod failures;
#[path = "lake/growth.rs"]
mod growth;
#[path = "lake/order.rs"]
mod order;
#[path = "lake/recorded.rs"]
mod recorded;
#[path = "lake/shuffled.rs"]
mod shuffled;
