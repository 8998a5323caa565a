//! The issue of the bulletin that waits to be published: composed of the ledgers as the office does it, read
//! by a second person and by the discipline office, approved.

use super::cast::Cast;
use super::conduct_ledger::issue_name;
use super::reference;
use anyhow::{Context, ensure};
use casework::{Limits, WorkCalendar};
use conduct::bulletin::{Bulletin, Command, Stage};
use domain::Day;
use ledger::{Kind, MatterId};
use serde_json::json;
use server::app::now;
use workbench::{Editing, Workbench, compose_issue};

/// Brings the planned issue as far as its publication; one that went on already stays as it is.
///
/// # Errors
/// An issue that cannot be composed, or of which the publishing gate lets something not pass.
pub async fn ready(workbench: &Workbench, cast: &Cast, today: Day) -> anyhow::Result<()> {
    let (calendar, limits) = (WorkCalendar::shipped()?, Limits::national());
    let name = issue_name(&cast.hospital, reference(today, &calendar)?)?;
    let id = MatterId::new(Kind::Bulletin, &name)?;
    let [editor, second] = &cast.ethics;
    let planned = workbench.ledger().read(editor).matter::<Bulletin>(&id).await?;
    if planned.state.stage != Stage::Planned {
        return Ok(());
    }
    let composed = compose_issue(workbench, editor, &name, written()?).await;
    let composed = composed.map_err(|problem| anyhow::anyhow!("演示通报没有生成：{problem}"))?;
    ensure!(
        composed.leaks.is_empty(),
        "演示通报未通过发布检查：{:?}",
        composed.leaks
    );
    let [_, director, _] = &cast.hospital_people;
    let opinion = || "同意".to_owned();
    let steps = [
        (
            second,
            Command::CheckOffice {
                masked: true,
                opinion: opinion(),
            },
        ),
        (&cast.discipline, Command::CheckDiscipline { opinion: opinion() }),
        (director, Command::Approve { opinion: opinion() }),
    ];
    let mut version = composed.version;
    for (who, command) in steps {
        let said = format!("演示通报办理中断：{command:?}");
        let handled = workbench.ledger().write(who, now(), async |writing| {
            writing
                .command::<Bulletin>(&id, version, command, &calendar, &limits)
                .await
        });
        version = handled.await.context(said)?.version;
    }
    Ok(())
}

/// What the office chose and wrote beside what the ledgers give.
fn written() -> anyhow::Result<Editing> {
    Ok(serde_json::from_value(json!({
        "shown": [],
        "learning": [{
            "title": "医疗机构工作人员廉洁从业九项准则",
            "source": "国卫医发〔2021〕37号",
            "text": "合法按劳取酬，不接受商业提成；恪守交往底线，不收受企业回扣；共建和谐关系，不收受患方“红包”。",
        }],
        "closing": "清风常拂杏林，廉洁守护健康。",
        "contact": ["监督信箱：医院门诊一楼意见箱"],
    }))?)
}
