//! Any bytes as a published knowledge workbook.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    targets::workbook::run(bytes);
});
