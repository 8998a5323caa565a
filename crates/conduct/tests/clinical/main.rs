//! Clinical conduct: antimicrobials, mutual recognition, quality; rows C01–C19 and V17.

mod antimicrobial;
mod flows;
mod forms;
mod quality;
mod recognition;
#[allow(dead_code, reason = "the runners of casework, of which this binary uses a part")]
mod support;
