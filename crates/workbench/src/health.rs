//! Whether what keeps the system does: the books, real time, the lake, the disk, backups and checks. Each says
//! what there is to do where it does not.

use crate::access::may;
use crate::aside::aside;
use crate::caller::By;
use crate::{Problem, Workbench};
use axum::Json;
use axum::extract::State;
use domain::Moment;
use ledger::{JobState, LastUpkeep, LedgerError, Upkeep};
use serde::Serialize;
use utoipa::ToSchema;

/// How old the last backup may be, and the last check of the trail, in days; ours.
const BACKUP_DAYS: i64 = 7;
const VERIFICATION_DAYS: i64 = 31;

/// The least that should be free of the disk, in percent; ours.
const FREE_PERCENT: u64 = 10;

/// 一项检查
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Check {
    name: &'static str,
    ok: bool,
    text: String,
}

/// 系统状况
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    checks: Vec<Check>,
}

/// 系统状况
#[utoipa::path(get, path = "/health", tag = "system", responses((status = 200, body = Health), (status = "default", body = Problem)))]
pub(crate) async fn health(State(workbench): State<Workbench>, _: By<may::System>) -> Result<Json<Health>, Problem> {
    let check = |name, ok, text| Check { name, ok, text };
    let failed = workbench.ledger().jobs(Some(JobState::Failed), 100).await;
    let ledger = match &failed {
        Ok(_) => check("办案账册", true, "可以读写".to_owned()),
        Err(error) => check("办案账册", false, error.to_string()),
    };
    let jobs = match &failed {
        Ok(failed) if failed.is_empty() => check("后台任务", true, "没有失败的任务".to_owned()),
        Ok(failed) => check("后台任务", false, format!("{}项任务失败，请查看任务列表", failed.len())),
        Err(_) => check("后台任务", false, "账册不能读取".to_owned()),
    };
    let library = match workbench.app().library() {
        Some(library) => check(
            "规则库",
            true,
            format!("版本{}", library.hash().get(..12).unwrap_or_default()),
        ),
        None => check("规则库", false, "尚未就绪".to_owned()),
    };
    let store = match workbench.app().store() {
        Some(store) => check("实时库", true, format!("待写入{}条", store.counts().queue_len)),
        None => check("实时库", false, "尚未打开".to_owned()),
    };
    let now = workbench.now();
    let last = async |of| workbench.ledger().last_upkeep(of).await;
    let backup = kept(
        "账册备份",
        last(Upkeep::Backup).await,
        now,
        BACKUP_DAYS,
        "请用 mingjing ledger backup 备份",
    );
    let verified = kept(
        "留痕校验",
        last(Upkeep::Verification).await,
        now,
        VERIFICATION_DAYS,
        "请安全审计员在“操作留痕”校验",
    );
    Ok(Json(Health {
        checks: vec![
            ledger,
            store,
            library,
            jobs,
            lake(&workbench).await?,
            disk(&workbench),
            backup,
            verified,
        ],
    }))
}

/// The settled claims, where this program was told of any.
async fn lake(workbench: &Workbench) -> Result<Check, Problem> {
    let name = "结算数据湖";
    let Some(source) = workbench.claims() else {
        let text = "没有接入；用量查询、就诊时间轴、机构漏斗图不可用。启动时用 --lake 指明".to_owned();
        return Ok(Check { name, ok: true, text });
    };
    Ok(match aside(move || source.check()).await? {
        Ok(()) => Check {
            name,
            ok: true,
            text: "可以读取".to_owned(),
        },
        Err(error) => {
            tracing::error!(error = format!("{error:#}"), "结算数据湖不能读取");
            let text = "不能读取，请检查数据湖的位置和权限（原因见日志）".to_owned();
            Check { name, ok: false, text }
        }
    })
}

/// What is free where the data folder lies.
fn disk(workbench: &Workbench) -> Check {
    let name = "磁盘空间";
    let found = rustix::fs::statvfs(&workbench.settings().data);
    let Ok(found) = found else {
        let text = "数据目录不能查看，请检查目录和权限".to_owned();
        return Check { name, ok: false, text };
    };
    let bytes = found.f_bavail.saturating_mul(found.f_frsize);
    let percent = found.f_bavail.saturating_mul(100) / found.f_blocks.max(1);
    let ok = percent >= FREE_PERCENT;
    let text = format!("数据目录所在磁盘可用{:.1} GB（{percent}%）", bytes as f64 / 1e9);
    Check {
        name,
        ok,
        text: if ok {
            text
        } else {
            format!("{text}，请清理或者扩容")
        },
    }
}

/// What should be done now and then.
fn kept(name: &'static str, last: Result<Option<LastUpkeep>, LedgerError>, now: Moment, days: i64, how: &str) -> Check {
    let check = |ok, text| Check { name, ok, text };
    match last {
        Err(_) => check(false, "账册不能读取".to_owned()),
        Ok(None) => check(false, format!("还没有做过。{how}")),
        Ok(Some(last)) if now.seconds_since(last.at) > days * 86_400 => {
            check(false, format!("最近一次在{}，已超过{days}天。{how}", last.at))
        }
        Ok(Some(last)) => check(true, format!("{}：{}", last.at, last.detail)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_done_for_long_is_trouble() {
        let at = Moment::parse("2026-11-20 09:00:00").unwrap();
        let done = || {
            let detail = "做了".to_owned();
            Ok(Some(LastUpkeep { at, detail }))
        };
        let ok = |last, days: i64| kept("备份", last, at.plus_seconds(days * 86_400), 7, "请备份").ok;
        assert!(ok(done(), 0) && ok(done(), 7));
        assert!(!ok(done(), 8) && !ok(Ok(None), 0));
    }
}
