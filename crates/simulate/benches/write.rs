//! How fast a county is written: `cargo bench -p simulate -- LINES [csv|parquet] [THREADS]`.

#[path = "../tests/book/mod.rs"]
mod book;

use simulate::{County, Format, write};
use std::time::Instant;

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    let number = |place: usize, otherwise: u64| {
        arguments
            .get(place)
            .and_then(|argument| argument.parse().ok())
            .unwrap_or(otherwise)
    };
    let (lines, threads) = (number(0, 200_000), number(2, 2) as usize);
    let formats = match arguments.get(1).map(String::as_str) {
        Some("csv") => vec![Format::Csv],
        Some("parquet") => vec![Format::Parquet],
        _ => vec![Format::Csv, Format::Parquet],
    };
    let library = book::library();
    let county = County::plan(20_260_301, lines, &library).expect("a county");
    let begun = Instant::now();
    let made: usize = (0..county.chunk_count().min(20))
        .map(|chunk| county.chunk(chunk).lines.len())
        .sum();
    let seconds = begun.elapsed().as_secs_f64();
    println!("rows alone, one thread: {:.0} lines/s", made as f64 / seconds);
    for format in formats {
        let folder = tempfile::tempdir().expect("a folder");
        let begun = Instant::now();
        let written = write(&county, folder.path(), format, threads, &|_| true).expect("written");
        let seconds = begun.elapsed().as_secs_f64();
        println!(
            "{format:?}: {} lines, {} violations, {} near-misses in {seconds:.2} s: {:.0} lines/s with {threads} threads",
            written.lines,
            written.violations,
            written.near_misses,
            written.lines as f64 / seconds,
        );
    }
}
