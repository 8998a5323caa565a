//! What surrounds the course of an issue: its name, by which there is only one, what is looked at before a
//! command is carried out, and the marks that the rows of a published issue get.

use super::composition::Ledgers;
use super::{Which, find, kept};
use crate::conduct::books::matter_of;
use crate::{Caller, Problem, Workbench};
use axum::http::StatusCode;
use conduct::bulletin::{Bulletin, Event, Stage};
use conduct::commendation::{self, Commendation};
use conduct::packet::{self, RedPacket};
use ledger::{Claim, Kept, Kind, LedgerError, MatterId, Viewer, Writing};
use serde_json::Value;

/// The name of an issue that is planned: institution, year and number, so that there is no second one; none
/// where the command says none of them.
pub(crate) fn name_of(command: &Value) -> Option<String> {
    let issue = command.pointer("/issue")?;
    let institution = issue.get("institution")?.as_str()?.trim();
    let number = |field| issue.get(field)?.as_u64();
    Some(format!("{institution}-{}-{}", number("year")?, number("number")?))
}

/// The refusal of a second issue with the same number.
pub(crate) fn taken(command: &Value) -> Problem {
    let number = |field: &str| {
        let number = command.pointer(&format!("/issue/{field}")).and_then(Value::as_u64);
        number.unwrap_or_default()
    };
    let detail = format!(
        "{}年第{}期已经编排过（撤回的期号也不再使用），没有重复编排。请改用下一个期号，或者打开已有的一期继续办理。",
        number("year"),
        number("number")
    );
    Problem::new(StatusCode::CONFLICT, "LG-CONFLICT", detail)
}

/// Refuses what only the program gives: what an issue prints, and what a ticket has counted.
///
/// # Errors
/// Which page does it.
pub(crate) fn not_by_hand(kind: Kind, command: &Value) -> Result<(), Problem> {
    let tag = command.get("command").and_then(Value::as_str).unwrap_or_default();
    let (code, detail) = match (kind, tag) {
        (Kind::Bulletin, "compose") => (
            "CD-COMPOSE",
            "通报的内容由系统从台账生成，不能直接填写。请使用“生成通报”。",
        ),
        (Kind::UsageQuery, "run") => (
            "CD-USAGE-RUN",
            "用量由系统统计并留痕，不能直接登记查询。请在申请的“查询”页办理。",
        ),
        _ => return Ok(()),
    };
    Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail))
}

/// What is looked at before a command on an issue: what may no longer be printed is not published.
pub(crate) async fn before(
    workbench: &Workbench,
    caller: &Caller,
    id: &MatterId,
    command: &Value,
) -> Result<(), Problem> {
    let tag = command.get("command").and_then(Value::as_str).unwrap_or_default();
    match tag {
        // For whom there is no such issue, the command itself says so.
        "publish" if workbench.ledger().read(caller.viewer()).row(id).await.is_ok() => {
            still_printable(workbench, id).await
        }
        _ => Ok(()),
    }
}

async fn still_printable(workbench: &Workbench, id: &MatterId) -> Result<(), Problem> {
    let name = id.as_str().split_once('/').map_or("", |(_, name)| name);
    let found = find(workbench, name).await?;
    let (Some(issue), Stage::Approved) = (&found.state.issue, found.state.stage) else {
        return Ok(());
    };
    let (Some(internal), Some(public)) = (
        kept(workbench, &found.state, Which::Internal)?,
        kept(workbench, &found.state, Which::Public)?,
    ) else {
        return Ok(());
    };
    let ledgers = Ledgers::read(workbench, issue).await?;
    let refused = |code, detail| Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, detail));
    let gone = ledgers.gone(issue, &internal);
    if gone > 0 {
        let detail = format!(
            "生成以后台账有变化，本期有{gone}条登记不能再刊登（有异议、已撤销或者已编入其他期），没有发布。请退回后重新生成。"
        );
        return refused("CD-TOTALS", detail);
    }
    // Consent, redaction and who wants to be named may have changed since the checks.
    match ledgers.leaks(issue, &internal, &public, workbench.shelf()).as_slice() {
        [] => Ok(()),
        leaks @ [first, ..] => {
            let detail = format!(
                "发布前再次检查发现{}处问题（{}：{}），没有发布。请退回后重新生成。",
                leaks.len(),
                first.place,
                first.kind.zh()
            );
            refused("CD-LEAK", detail)
        }
    }
}

/// Marks the rows of an issue that was published with it, so that no other issue prints them. A row that
/// bears the mark of another issue keeps it: that is what a correction takes over.
pub(crate) async fn mark(
    workbench: &Workbench,
    viewer: &Viewer,
    claim: &Claim,
    id: &MatterId,
    version: i64,
) -> Result<(), LedgerError> {
    let course = workbench.ledger().read(viewer).matter::<Bulletin>(id).await?;
    let event = usize::try_from(version).ok().and_then(|version| version.checked_sub(1));
    let published = event
        .and_then(|place| course.history.get(place))
        .is_some_and(|recorded| matches!(recorded.event, Event::Published { .. }));
    let mut marks = Vec::new();
    if let (true, Some(issue)) = (published, &course.state.issue) {
        let printed = kept(workbench, &course.state, Which::Internal).map_err(|problem| LedgerError::Corrupt {
            place: id.to_string(),
            problem: problem.to_string(),
        })?;
        let rows = printed.map_or_else(Vec::new, |printed| [printed.packets, printed.commendations].concat());
        for number in rows {
            let row = matter_of(&number)?;
            let version = workbench.ledger().read(viewer).row(&row).await?.version;
            marks.push((row, version, issue.key()));
        }
    }
    workbench
        .write(viewer, async |writing| {
            for (row, version, issue) in marks {
                let marked = match row.kind() {
                    Kind::Packet => {
                        let publish = packet::Command::Publish { issue };
                        one::<RedPacket>(workbench, writing, &row, version, publish).await
                    }
                    _ => {
                        let publish = commendation::Command::Publish { issue };
                        one::<Commendation>(workbench, writing, &row, version, publish).await
                    }
                };
                match marked {
                    Err(LedgerError::Refused(refusal)) => {
                        tracing::warn!(row = %row, %refusal, "这条登记没有标记期号");
                    }
                    other => other?,
                }
            }
            writing.finish_job(claim).await
        })
        .await
}

async fn one<M: Kept>(
    workbench: &Workbench,
    writing: &mut Writing<'_>,
    row: &MatterId,
    version: i64,
    publish: M::Command,
) -> Result<(), LedgerError> {
    writing
        .command::<M>(row, version, publish, &workbench.calendar(), workbench.limits())
        .await
        .map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::super::id_of;
    use super::*;
    use serde_json::json;

    #[test]
    fn an_issue_is_called_after_what_may_exist_once() {
        let plan = json!({"command": "plan", "issue": {"institution": " H1", "year": 2026, "number": 4}});
        assert_eq!(name_of(&plan).as_deref(), Some("H1-2026-4"));
        assert!(id_of(&name_of(&plan).unwrap()).is_ok());
        assert_eq!(
            name_of(&json!({"issue": {"institution": "H1", "year": "2026", "number": 4}})),
            None
        );
        assert!(taken(&plan).to_string().contains("2026年第4期"));
    }
}
