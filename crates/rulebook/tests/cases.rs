//! Every case of every document in `books/`, judged directly.
//!
//! `BOOKS=management cargo test -p rulebook --test cases` runs the documents whose path contains
//! the word.

mod shipped;

use rulebook::cases::run_cases;

#[test]
fn every_case_holds() {
    let sources = shipped::sources();
    let filter = std::env::var("BOOKS").unwrap_or_default();
    let report = run_cases(&sources, |path| path.contains(&filter));
    for problem in &report.problems {
        println!("{problem}");
    }
    for (case, failures) in &report.failed {
        println!("失败 {}:{} {}", case.file, case.line, case.title);
        for failure in failures {
            println!("    {failure}");
        }
    }
    for code in &report.without_cases {
        println!("没有案例 {code}");
    }
    println!("{} passed, {} failed", report.passed, report.failed.len());
    assert!(
        report.failed.is_empty() && report.problems.is_empty(),
        "cases differ or documents are defective"
    );
    assert!(report.without_cases.is_empty(), "rules without cases");
    if filter.is_empty() {
        assert!(
            report.passed >= 450,
            "the library promises at least 450 cases, {} ran",
            report.passed
        );
    }
}
