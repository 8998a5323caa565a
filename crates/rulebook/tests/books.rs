//! The library: layers, time, defects, and the version of a book.

#[path = "books/arguments.rs"]
mod arguments;
#[path = "books/casetexts.rs"]
mod casetexts;
#[path = "books/conditions.rs"]
mod conditions;
#[path = "books/defects.rs"]
mod defects;
#[path = "books/layers.rs"]
mod layers;
#[path = "books/reading.rs"]
mod reading;
#[path = "books/reconciling.rs"]
mod reconciling;
#[path = "books/shelf.rs"]
mod shelf;
#[path = "books/time.rs"]
mod time;
#[path = "books/wordings.rs"]
mod wordings;
