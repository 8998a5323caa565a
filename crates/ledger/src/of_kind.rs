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
        }
    };
}
