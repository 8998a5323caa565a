//! Who may call the national interface, and in what each deviates from it: as the configuration file says, and
//! without its secrets. It is changed there, and read at the start.

use crate::access::may;
use crate::caller::By;
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use serde::Serialize;
use server::auth::AuthMethod;
use server::config::Caller;
use server::wire::{CallerProfile, Encoding, FailPolicy};
use utoipa::ToSchema;

/// 接入方 · one entry of the configuration.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallerRow {
    /// code of the institution; empty for those that are not listed
    code: String,
    name: String,
    /// `tif`, `apikey`, `bearer`, `ip`, `open`; none where nobody is admitted under the entry
    #[serde(skip_serializing_if = "Option::is_none")]
    auth: Option<&'static str>,
    /// where it may call from; empty means from anywhere
    networks: Vec<String>,
    /// messages are ciphered with SM4
    ciphered: bool,
    /// signatures in `cainfo` are checked
    signed: bool,
    /// character encoding of replies: utf-8 or gb18030
    encoding: &'static str,
    /// most findings in one reply
    findings_max: usize,
    /// `pass` or `refuse`: what 3102 answers when the review failed
    settlement_failure: &'static str,
    /// 3102 answers `infcode` −1 where a finding blocks
    refuse_on_block: bool,
    /// other deviations, by the names of the configuration
    deviations: Vec<&'static str>,
}

/// 接入方列表
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CallerRows {
    rows: Vec<CallerRow>,
}

/// 接入方列表
#[utoipa::path(get, path = "/callers", tag = "system", responses((status = 200, body = CallerRows), (status = "default", body = Problem)))]
pub(crate) async fn list(State(workbench): State<Workbench>, _: By<may::System>) -> Json<CallerRows> {
    let callers = &workbench.app().config().callers;
    let all = std::iter::once(callers.unlisted()).chain(callers.listed());
    Json(CallerRows {
        rows: all.map(row).collect(),
    })
}

fn row(caller: &Caller) -> CallerRow {
    let profile = &caller.profile;
    CallerRow {
        code: caller.code.as_str().to_owned(),
        name: caller.name.clone(),
        auth: caller.auth.as_ref().map(|auth| match &auth.method {
            AuthMethod::Tif { .. } => "tif",
            AuthMethod::ApiKey(_) => "apikey",
            AuthMethod::Bearer(_) => "bearer",
            AuthMethod::Address => "ip",
            AuthMethod::Open => "open",
        }),
        networks: caller
            .auth
            .iter()
            .flat_map(|auth| &auth.networks)
            .map(ToString::to_string)
            .collect(),
        ciphered: profile.sm4_key.is_some(),
        signed: caller.cainfo.is_some(),
        encoding: match profile.reply_encoding {
            Encoding::Utf8 => "utf-8",
            Encoding::Gb18030 => "gb18030",
        },
        findings_max: profile.findings_max,
        settlement_failure: match profile.settlement_failure {
            FailPolicy::Pass => "pass",
            FailPolicy::Refuse => "refuse",
        },
        refuse_on_block: profile.refuse_on_block,
        deviations: deviations(profile),
    }
}

/// What is otherwise than by default and has no column of its own.
fn deviations(profile: &CallerProfile) -> Vec<&'static str> {
    let usual = CallerProfile::default();
    [
        ("infcode", profile.infcode_as_text != usual.infcode_as_text),
        (
            "single_result",
            profile.single_object_result != usual.single_object_result,
        ),
        ("extra_fields", profile.extra_fields != usual.extra_fields),
        ("trust_self_pay", profile.trust_self_pay != usual.trust_self_pay),
        ("success_text", profile.success_text != usual.success_text),
        (
            "behaviour_as_level",
            profile.behaviour_as_level != usual.behaviour_as_level,
        ),
    ]
    .into_iter()
    .filter_map(|(name, deviates)| deviates.then_some(name))
    .collect()
}
