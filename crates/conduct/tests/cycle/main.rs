//! The evaluation cycle of conduct: events, vetoes, assessments, archives, training, pledges, cases.

mod flows;
mod forms;
mod play;
mod records;
mod rows;
mod support;
