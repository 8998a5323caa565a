//! The one place that knows which type stands behind a kind.

/// Evaluates an expression with the workflow type of a kind.
#[macro_export]
macro_rules! of_kind {
    ($kind:expr, $machine:ident => $body:expr) => {
        match $kind {
            $crate::Kind::Lead => {
                type $machine = $crate::kinds::casework::lead::Lead;
                $body
            }
            $crate::Kind::Review => {
                type $machine = $crate::kinds::casework::review_case::ReviewCase;
                $body
            }
            $crate::Kind::SelfAudit => {
                type $machine = $crate::kinds::casework::self_audit::SelfAudit;
                $body
            }
            $crate::Kind::Enforcement => {
                type $machine = $crate::kinds::casework::enforcement::Enforcement;
                $body
            }
            $crate::Kind::Recovery => {
                type $machine = $crate::kinds::casework::recovery::Recovery;
                $body
            }
            $crate::Kind::Rectification => {
                type $machine = $crate::kinds::casework::rectification::Rectification;
                $body
            }
            $crate::Kind::Transfer => {
                type $machine = $crate::kinds::casework::transfer::Transfer;
                $body
            }
            $crate::Kind::Complaint => {
                type $machine = $crate::kinds::casework::complaint::Complaint;
                $body
            }
            $crate::Kind::Credit => {
                type $machine = $crate::kinds::casework::credit::CreditRecord;
                $body
            }
            $crate::Kind::Points => {
                type $machine = $crate::kinds::casework::points::PointRecord;
                $body
            }
            $crate::Kind::ConductEvent => {
                type $machine = $crate::kinds::conduct::event::ConductEvent;
                $body
            }
            $crate::Kind::Scheme => {
                type $machine = $crate::kinds::conduct::scheme::draft::SchemeDraft;
                $body
            }
            $crate::Kind::Veto => {
                type $machine = $crate::kinds::conduct::veto::VetoDecision;
                $body
            }
            $crate::Kind::Packet => {
                type $machine = $crate::kinds::conduct::packet::RedPacket;
                $body
            }
            $crate::Kind::Commendation => {
                type $machine = $crate::kinds::conduct::commendation::Commendation;
                $body
            }
            $crate::Kind::Declaration => {
                type $machine = $crate::kinds::conduct::declaration::Declaration;
                $body
            }
            $crate::Kind::ServiceComplaint => {
                type $machine = $crate::kinds::conduct::service_complaint::ServiceComplaint;
                $body
            }
            $crate::Kind::Assessment => {
                type $machine = $crate::kinds::conduct::assessment::YearAssessment;
                $body
            }
            $crate::Kind::Bulletin => {
                type $machine = $crate::kinds::conduct::bulletin::Bulletin;
                $body
            }
            $crate::Kind::DutyList => {
                type $machine = $crate::kinds::conduct::clean::duties::DutyList;
                $body
            }
            $crate::Kind::FiveGood => {
                type $machine = $crate::kinds::conduct::clean::five_good::FiveGood;
                $body
            }
            $crate::Kind::RiskPoint => {
                type $machine = $crate::kinds::conduct::clean::risk_point::RiskPoint;
                $body
            }
            $crate::Kind::Record => {
                type $machine = $crate::kinds::conduct::clean::record::Record;
                $body
            }
            $crate::Kind::Training => {
                type $machine = $crate::kinds::conduct::training::Training;
                $body
            }
            $crate::Kind::Pledge => {
                type $machine = $crate::kinds::conduct::pledge::Pledge;
                $body
            }
            $crate::Kind::LibraryCase => {
                type $machine = $crate::kinds::conduct::case_library::LibraryCase;
                $body
            }
            $crate::Kind::Discipline => {
                type $machine = $crate::kinds::conduct::discipline::DisciplineClue;
                $body
            }
            $crate::Kind::UsageQuery => {
                type $machine = $crate::kinds::conduct::usage_query::UsageQuery;
                $body
            }
            $crate::Kind::Breach => {
                type $machine = $crate::kinds::conduct::antimicrobial::breach::Breach;
                $body
            }
            $crate::Kind::HighCost => {
                type $machine = $crate::kinds::conduct::quality::HighCostReview;
                $body
            }
            $crate::Kind::Checkup => {
                type $machine = $crate::kinds::conduct::quality::Checkup;
                $body
            }
            $crate::Kind::Assistance => {
                type $machine = $crate::kinds::conduct::quality::Assistance;
                $body
            }
        }
    };
}
