//! Invariants of reviews and of books, on the shipped national book and records made of its codes.

#[path = "properties/books.rs"]
mod books;
#[path = "properties/nation.rs"]
mod nation;
#[path = "properties/reviews.rs"]
mod reviews;
mod shipped;
#[path = "oracle/sketch.rs"]
mod sketch;
#[path = "oracle/thin.rs"]
mod thin;
#[path = "oracle/world.rs"]
mod world;
