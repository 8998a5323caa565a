//! The rows of an import tried in the rule documents that will read them: what the book would refuse
//! is refused at the door, with the book's own reason.

use super::{Import, to_csv};
use crate::library::Library;
use crate::problem::ProblemLevel;
use crate::source::SourceFile;

/// Moves every row that a rule of these documents would not take from the tables to what was rejected.
pub fn try_in_book(documents: &[SourceFile], import: &mut Import) {
    for table in &mut import.tables {
        let path = format!("national/knowledge/{}.csv", table.table);
        let mut sources: Vec<SourceFile> = documents
            .iter()
            .filter(|document| document.path.ends_with(".md") && document.text.contains(&table.table))
            .cloned()
            .collect();
        // A document without one of its tables would not be compiled; what else these hold is not in question.
        let heading = |other: &SourceFile| SourceFile {
            path: other.path.clone(),
            text: format!("{}\n", other.text.lines().next().unwrap_or_default()),
        };
        let others = documents
            .iter()
            .filter(|other| other.path.ends_with(".csv") && other.path != path);
        sources.extend(others.map(heading));
        sources.push(SourceFile {
            path: path.clone(),
            text: to_csv(&table.rows),
        });
        let (_, problems) = Library::compile(&sources);
        // A row takes one line, because cells have no line breaks; the first is that of the columns.
        let mut refused: Vec<(usize, String)> = problems
            .into_iter()
            .filter(|problem| problem.level == ProblemLevel::Error && problem.file == path)
            .filter_map(|problem| Some((problem.line.checked_sub(2)?, problem.message)))
            .filter(|(index, _)| *index < table.rows.len())
            .collect();
        refused.dedup_by_key(|(index, _)| *index);
        for (index, message) in refused.into_iter().rev() {
            let row = table.rows.remove(index);
            import
                .rejected
                .push(row.refused("知识表", format!("规则库不能读取：{message}")));
        }
    }
    import.tables.retain(|table| !table.rows.is_empty());
}
