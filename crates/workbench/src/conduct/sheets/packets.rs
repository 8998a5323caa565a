//! The sheet of refused, returned and handed-in gifts.

use super::{Desk, Filing, extract_of, take};
use crate::access::may;
use crate::caller::By;
use crate::conduct::patient::{self, SealedNumber};
use crate::sealing::Sealer;
use crate::sheet::{Cells, Column, Preview, Reject, Taking};
use crate::written::Query;
use crate::{Problem, Workbench};
use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::extract::rejection::BytesRejection;
use casework::{Refusal, Role};
use conduct::packet::{Care, Command, Disposal, Kind, Met, PatientReference, RedPacket, Registration, Way};
use domain::{Day, InstitutionCode, Money};
use ledger::MatterId;

const COLUMNS: &[Column] = &[
    Column::required("department", "科室", &["所在科室", "科室名称", "部门"]),
    Column::required("name", "人员", &["姓名", "人员姓名", "当事人"]),
    Column::optional("code", "人员编号", &["工号", "编号"]),
    Column::required("amount", "金额", &["金额或者估值", "红包金额"]),
    Column::required("occurred_at", "发生时间", &["发生日期", "收到时间", "拒收时间"]),
    Column::required("reported_at", "报告时间", &["报告日期", "上报时间", "登记时间"]),
    Column::optional("way", "拒收方式", &["处理方式", "处置方式"]),
    Column::optional("disposed_on", "处理日期", &["处置日期", "退回日期", "缴纳日期"]),
    Column::optional("receipt", "收据号", &["票据号", "预交金收据号"]),
    Column::optional("deposited", "预交金金额", &["住院预交金金额", "缴纳金额"]),
    Column::optional("witness", "见证人", &[]),
    Column::optional("patient", "患者信息", &["住院号", "患者"]),
    Column::optional("giver", "送出人与患者的关系", &["送出人", "送礼人"]),
    Column::optional("kind", "形式", &["红包形式", "种类"]),
];

/// 导入红包登记表
#[utoipa::path(post, path = "/conduct/packets/sheet", tag = "conduct", params(Taking),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
pub(crate) async fn import(
    State(workbench): State<Workbench>,
    caller: By<may::Conduct>,
    Query(taking): Query<Taking>,
    content: Result<Bytes, BytesRejection>,
) -> Result<Json<Preview>, Problem> {
    if caller.role() != Role::EthicsOffice {
        return Err(Problem::forbidden("导入红包登记表"));
    }
    let calendar = workbench.calendar();
    let desk = Desk::open(&workbench, &caller, &calendar).await?;
    let sheet = taking.read(&content?, COLUMNS, |cells| filing(cells, &desk, workbench.vault_key()))?;
    sheet
        .settle(async |filings| take(&workbench, &caller, filings).await)
        .await
}

fn filing(cells: &Cells<'_>, desk: &Desk<'_>, key: &Sealer) -> Result<Filing<RedPacket>, Reject> {
    let staff = desk
        .person(cells.of("code"), cells.of("name"), cells.of("department"))
        .map_err(|reason| cells.reject("name", reason))?;
    let way = way(cells)?;
    let kind = kind(cells)?;
    let packet = Registration {
        institution: desk.institution.clone(),
        division: desk.division.clone(),
        staff,
        giver: match cells.of("giver") {
            "" => "患者方（登记表未写明）".to_owned(),
            giver => giver.to_owned(),
        },
        patient: patient(cells, key, &desk.institution)?,
        kind,
        amount: amount(cells, "amount")?.ok_or_else(|| cells.reject("amount", "没有填写金额。"))?,
        estimated: kind == Kind::Goods,
        // What was later returned or paid in was in somebody's hands.
        met: match way {
            None | Some(Way::Declined) => Met::Refused,
            Some(_) => Met::CouldNotRefuse,
        },
        evidence: Vec::new(),
    };
    let disposal = match way {
        None | Some(Way::Declined) => None,
        Some(way) => Some(Disposal {
            way,
            on: disposed_on(cells)?,
            receipt: given(cells, "receipt"),
            deposited: amount(cells, "deposited")?,
            witness: given(cells, "witness"),
            evidence: Vec::new(),
        }),
    };
    let (occurred_at, reported_at) = (cells.of("occurred_at").to_owned(), cells.of("reported_at").to_owned());
    let seal = packet.patient.seal.clone().unwrap_or_default();
    let fields = COLUMNS
        .iter()
        .map(|column| column.field)
        .filter(|field| *field != "patient");
    let said: Vec<&str> = fields.map(|field| cells.of(field)).chain([seal.as_str()]).collect();
    let name = desk.name(cells, &said, "name")?;
    let extract = serde_json::to_string_pretty(&(&packet, &occurred_at, &reported_at, &disposal))
        .map_err(|_| cells.reject("name", "这一行不能登记。"))?;
    let paper = extract_of(&extract);
    let mut commands = vec![Command::Register {
        packet: Registration {
            evidence: vec![paper.clone()],
            ..packet
        },
        occurred_at,
        reported_at: Some(reported_at),
    }];
    commands.extend(disposal.map(|disposal| Command::Dispose {
        disposal: Disposal {
            evidence: vec![paper],
            ..disposal
        },
    }));
    desk.tried::<RedPacket>(&commands)
        .map_err(|refusal| cells.reject(field_of(&refusal), refusal.to_string()))?;
    Ok(Filing {
        id: MatterId::new(ledger::Kind::Packet, &name).map_err(|error| cells.reject("name", error.to_string()))?,
        extract: Some(extract),
        commands,
    })
}

/// The column that a refusal of the workflow is about.
fn field_of(refusal: &Refusal) -> &'static str {
    match (refusal.code(), refusal) {
        ("CD-TIME" | "CD-PACKET-TIME" | "CD-PACKET-REPORTED", _) => "occurred_at",
        ("CD-DEPOSIT-OUTPATIENT" | "CD-PATIENT-HEAD", _) => "patient",
        ("CD-DEPOSIT-AMOUNT", _) => "deposited",
        ("CD-PACKET-WAY", _) => "way",
        ("CD-DAY", _) => "disposed_on",
        ("CW-AMOUNT-POSITIVE", _) => "amount",
        (_, Refusal::TextMissing { what: "收据号" }) => "receipt",
        (_, Refusal::TextMissing { what: "科室" }) => "department",
        _ => "name",
    }
}

fn given(cells: &Cells<'_>, field: &str) -> Option<String> {
    Some(cells.of(field).to_owned()).filter(|text| !text.is_empty())
}

/// An amount as offices write it: with a unit, and with separators of thousands.
fn amount(cells: &Cells<'_>, field: &'static str) -> Result<Option<Money>, Reject> {
    let text: String = cells
        .of(field)
        .trim_end_matches('元')
        .chars()
        .filter(|ch| !matches!(ch, ',' | '，' | '¥' | '￥' | ' '))
        .collect();
    match text.as_str() {
        "" => Ok(None),
        text => match text.parse() {
            Ok(amount) => Ok(Some(amount)),
            Err(_) => Err(cells.reject(field, "不是金额，请写成1000或者1000.00。")),
        },
    }
}

fn disposed_on(cells: &Cells<'_>) -> Result<Day, Reject> {
    match cells.of("disposed_on") {
        "" => Err(cells.reject("disposed_on", "已经处理的，请填写处理日期。")),
        text => cells.as_day("disposed_on", text),
    }
}

/// The way by the words that offices use for it.
fn way(cells: &Cells<'_>) -> Result<Option<Way>, Reject> {
    const WORDS: [(Way, &[&str]); 6] = [
        (Way::Deposit, &["住院费", "预交", "缴费"]),
        (Way::IntegrityAccount, &["廉政"]),
        (Way::Returned, &["退回", "退还", "归还"]),
        (Way::HandedIn, &["上交", "上缴"]),
        (Way::Destroyed, &["销毁"]),
        (Way::Declined, &["当场拒收", "拒收", "婉拒"]),
    ];
    let text = cells.of("way");
    if text.is_empty() {
        return Ok(None);
    }
    let known = WORDS
        .iter()
        .find(|(_, words)| words.iter().any(|word| text.contains(word)));
    match known {
        Some((way, _)) => Ok(Some(*way)),
        None => {
            let all: Vec<_> = Way::ALL.into_iter().map(Way::zh).collect();
            Err(cells.reject("way", format!("应为{}之一。", all.join("、"))))
        }
    }
}

fn kind(cells: &Cells<'_>) -> Result<Kind, Reject> {
    let text = cells.of("kind");
    if text.is_empty() {
        return Ok(Kind::Cash);
    }
    let known = Kind::ALL.into_iter().find(|kind| kind.zh() == text);
    known.ok_or_else(|| {
        let all: Vec<_> = Kind::ALL.into_iter().map(Kind::zh).collect();
        cells.reject("kind", format!("应为{}之一。", all.join("、")))
    })
}

/// The patient as the books know him: of a number its first three characters and a seal.
fn patient(cells: &Cells<'_>, key: &Sealer, institution: &InstitutionCode) -> Result<PatientReference, Reject> {
    let text = cells.of("patient");
    let of = |care| PatientReference {
        care,
        seal: None,
        head: None,
    };
    if text.is_empty() || text == "无" || text == Care::None.zh() {
        return Ok(of(Care::None));
    }
    if text.starts_with("门诊") {
        return Ok(of(Care::Outpatient));
    }
    let sealed = patient::sealed(key, institution, text);
    let sealed = sealed.map_err(|problem| cells.reject("patient", problem.to_string()))?;
    let no_number = "住院患者请填写住院号（字母和数字，四位以上），门诊患者请填写“门诊患者”。";
    let SealedNumber { seal, head } = sealed.ok_or_else(|| cells.reject("patient", no_number))?;
    Ok(PatientReference {
        care: Care::Inpatient,
        seal: Some(seal),
        head: Some(head),
    })
}
