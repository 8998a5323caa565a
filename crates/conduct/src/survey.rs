//! Satisfaction surveys: a form of one version, answers that fit it, results by department and month.
//!
//! A “yes” on money is taken out of the answer the moment that it is checked ([`Form::check`]): what is
//! left has marks and a remark and is counted; what was taken out is a [`SealedYes`], which can become a
//! clue for the discipline office and nothing else. There is no way from either to a [`crate::Fact`]:
//!
//! ```compile_fail
//! # fn wrong(yes: conduct::survey::SealedYes) -> conduct::Fact {
//! yes.into()
//! # }
//! ```
//!
//! ```compile_fail
//! # fn wrong(answer: conduct::survey::CheckedAnswer) -> conduct::Fact {
//! answer.into()
//! # }
//! ```
//!
//! ```compile_fail
//! # fn wrong(yes: conduct::survey::SealedYes) -> conduct::survey::Marks {
//! yes.into()
//! # }
//! ```
//!
//! ```
//! # fn right(yes: conduct::survey::SealedYes) -> conduct::discipline::Clue {
//! yes.into_clue()
//! # }
//! ```

mod form;
mod results;
mod sealed;
mod token;

pub use form::{
    Answer, AnswerProblem, CheckedAnswer, Form, FormKind, FormProblem, Given, Question, QuestionKind, forms, read,
};
pub use results::{DepartmentResult, Marks, Satisfaction, Trend, by_department, trend};
pub use sealed::{SealedKind, SealedYes};
pub use token::{AnswerKey, admit};
