//! Medical ethics in the workbench: the people of an institution, what is derived from confirmed events,
//! and what is published. Whatever is decided in steps is a matter, and goes through `matters`.

mod archive;
mod assessments;
mod books;
mod bulletins;
mod clinical;
mod district;
mod ledger;
mod library;
mod patient;
mod performance;
mod proposals;
mod recognition;
mod schemes;
mod scoring;
mod sees;
mod sheets;
mod staff;
mod surveys;
mod usage;
mod year;

pub(crate) use self::ledger::{__path_ledger, ledger};
pub(crate) use archive::{__path_archive, __path_own_archive, archive, own_archive};
pub(crate) use assessments::{__path_open_all, complete, open_all, show_known};
pub(crate) use bulletins::{
    __path_bulletin_file, __path_compose, __path_edition, __path_list_bulletins,
    __path_picture as __path_bulletin_picture, __path_set_settings as __path_set_bulletin_settings,
    __path_settings as __path_bulletin_settings, before, bulletin_file, compose, edition, is_edition, list_bulletins,
    mark, name_of, not_by_hand, picture as bulletin_picture, set_settings as set_bulletin_settings,
    settings as bulletin_settings, taken,
};
pub(crate) use clinical::{
    __path_high_cost, __path_hospitals, __path_import_consumed, __path_import_doses, __path_import_limits,
    __path_import_monthly, __path_import_stays, __path_import_targets, __path_indicators, FIGURES, follow, high_cost,
    hospitals, import_consumed, import_doses, import_limits, import_monthly, import_stays, import_targets, indicators,
};
pub(crate) use district::{
    __path_district, __path_export_district, __path_make_report as __path_district_report, Standing, district,
    export_district, make_report as district_report,
};
pub(crate) use library::{__path_library, library};
pub(crate) use patient::{__path_seal as __path_seal_patient, seal as seal_patient};
pub(crate) use performance::{__path_performance, performance};
pub(crate) use scoring::in_force;

pub(crate) use schemes::{__path_check, __path_replay_year, __path_shipped, check, replay_year, shipped};
pub(crate) use sheets::{__path_import_commendations, __path_import_packets, import_commendations, import_packets};
pub(crate) use year::{__path_export, __path_mine, __path_person, __path_year, export, mine, person, year};

pub use recognition::RECOGNITION_RULE;
pub(crate) use recognition::Recogniser;
pub(crate) use recognition::{
    __path_answer as __path_answer_reminder, __path_check as __path_check_order, __path_counters, __path_import_items,
    __path_import_participants, __path_import_reports, __path_public_totals, __path_reasons, PublicTotals,
    answer as answer_reminder, check as check_order, counters, import_items, import_participants, import_reports,
    public_totals, reasons,
};

pub(crate) use proposals::{Order, nominate, of_training, of_upheld, propose};
pub(crate) use staff::{
    __path_import as __path_import_staff, __path_list as __path_list_staff, import as import_staff, list as list_staff,
};

pub use bulletins::{Composed, Editing, LeakRow, compose_issue};
pub(crate) use surveys::{
    __path_issue as __path_issue_survey, __path_public_answer, __path_public_form,
    __path_results as __path_survey_results, issue as issue_survey, public_answer, public_form,
    results as survey_results,
};
pub(crate) use usage::{__path_run, run};

use crate::Caller;
use crate::Problem;
use casework::Place;
use domain::InstitutionCode;

/// The institution of a caller, who must belong to one.
fn own_institution(caller: &Caller) -> Result<InstitutionCode, Problem> {
    match &caller.viewer().actor.place {
        Place::Institution { code } => Ok(code.clone()),
        Place::Bureau { .. } | Place::Everywhere => Err(Problem::forbidden("办理机构内部的医德医风事项")),
    }
}
