//! Any bytes as files of the book.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::book::run(bytes);
});
