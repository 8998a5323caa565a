//! The offices' own sheets of refused gifts and of praise: each good row becomes a registered matter of who
//! brings the sheet. A row is called after its content, so that the same sheet twice changes nothing.

mod commendations;
mod packets;

pub(crate) use commendations::{__path_import as __path_import_commendations, import as import_commendations};
pub(crate) use packets::{__path_import as __path_import_packets, import as import_packets};

use super::own_institution;
use crate::sheet::{Cells, Reject};
use crate::{Caller, Problem, Workbench, consequences};
use casework::{Actor, Attachment, Clock, Machine, Refusal, WorkCalendar, record};
use conduct::{Department, Staff};
use domain::{Division, InstitutionCode};
use ledger::{Kept, LedgerError, MatterId, StaffRow};
use sm3::{Digest, Sm3};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// 拟登记的一行 · a matter that a row becomes.
#[derive(Debug)]
struct Filing<M: Machine> {
    id: MatterId,
    /// what stood in the row, as evidence of the matter; none where it needs none
    extract: Option<String>,
    commands: Vec<M::Command>,
}

/// Where the rows of a sheet belong, and who brings them.
struct Desk<'a> {
    institution: InstitutionCode,
    division: Division,
    staff: Vec<StaffRow>,
    actor: &'a Actor,
    clock: Clock<'a>,
    /// lines by the names of what they become
    lines: RefCell<BTreeMap<String, usize>>,
}

impl<'a> Desk<'a> {
    /// The caller at his institution, with the people and the division of it.
    async fn open(workbench: &'a Workbench, caller: &'a Caller, calendar: &'a WorkCalendar) -> Result<Self, Problem> {
        let institution = own_institution(caller)?;
        let reading = workbench.ledger().read(caller.viewer());
        let division = reading.own_division().await?;
        let division =
            division.ok_or_else(|| Problem::input("", "本机构还没有登记到机构目录，请系统管理员先登记。"))?;
        Ok(Self {
            staff: reading.staff(&institution).await?,
            division: Division::new(division),
            institution,
            actor: &caller.viewer().actor,
            clock: Clock {
                now: workbench.now(),
                calendar,
                limits: workbench.limits(),
            },
            lines: RefCell::default(),
        })
    }

    /// The person of the list whom a row names, by his code or else by his name.
    fn person(&self, code: &str, name: &str, department: &str) -> Result<Staff, &'static str> {
        if !code.is_empty() {
            let listed = self.staff.iter().find(|row| row.staff.code.as_str() == code);
            return match listed {
                Some(row) if name.is_empty() || row.staff.name == name => Ok(self.of(row, department)),
                Some(_) => Err("人员编号与姓名不是同一人，请核对。"),
                None => Err("人员名单中没有这个编号，请先登记人员。"),
            };
        }
        let named: Vec<_> = self.staff.iter().filter(|row| row.staff.name == name).collect();
        let there: Vec<_> = named
            .iter()
            .filter(|row| row.staff.department.0 == department)
            .collect();
        match (named.as_slice(), there.as_slice()) {
            ([], _) => Err("人员名单中没有这个人，请先登记人员。"),
            (_, [row]) => Ok(self.of(row, department)),
            ([row], _) => Ok(self.of(row, department)),
            _ => Err("人员名单中有同名的人，请填写人员编号。"),
        }
    }

    /// The person with the department of the day, where the row says it.
    fn of(&self, row: &StaffRow, department: &str) -> Staff {
        let mut staff = row.staff.clone();
        if !department.is_empty() {
            staff.department = Department(department.to_owned());
        }
        staff
    }

    /// The name of what a row becomes, made of what stands in it. A row that says the same as an earlier one
    /// is given back, since nobody can tell whether it is meant twice.
    fn name(&self, cells: &Cells<'_>, content: &[&str], field: &'static str) -> Result<String, Reject> {
        let mut digest = Sm3::new();
        for part in [self.institution.as_str()].iter().chain(content) {
            digest.update((part.len() as u64).to_be_bytes());
            digest.update(part);
        }
        let digest = hex::encode(digest.finalize());
        let name = format!("sheet-{}", digest.get(..32).unwrap_or(&digest));
        let mut lines = self.lines.borrow_mut();
        match lines.get(&name) {
            Some(line) => {
                let reason = format!("与第{line}行完全相同。确有两次的，请写明发生时间以便区分。");
                Err(cells.reject(field, reason))
            }
            None => {
                lines.insert(name.clone(), cells.line());
                Ok(name)
            }
        }
    }

    /// Whether the workflow would take these commands, one after the other.
    fn tried<M: Machine>(&self, commands: &[M::Command]) -> Result<(), Refusal> {
        let mut state = M::default();
        for command in commands {
            let events = state.decide(command.clone(), self.actor, &self.clock)?;
            for event in record(events, self.actor, &self.clock) {
                state.apply(&event);
            }
        }
        Ok(())
    }
}

/// The name and digest of a row's extract before it lies on the shelf, where it will have the same.
fn extract_of(content: &str) -> Attachment {
    Attachment {
        name: EXTRACT.to_owned(),
        digest: hex::encode(Sm3::digest(content)),
    }
}

const EXTRACT: &str = "登记表摘录.json";

/// Carries out what the good rows of a sheet say, in one write; what is registered already stays as it is.
async fn take<M: Kept>(workbench: &Workbench, caller: &Caller, filings: &[Filing<M>]) -> Result<(), Problem> {
    let mut papers = Vec::with_capacity(filings.len());
    for filing in filings {
        let extract = filing.extract.as_deref();
        papers.push(extract.map(|json| workbench.shelf().keep(EXTRACT, json)).transpose()?);
    }
    workbench
        .write(caller.viewer(), async |writing| {
            for (filing, paper) in filings.iter().zip(&papers) {
                let mut version = 0;
                for command in &filing.commands {
                    let done = writing
                        .command::<M>(
                            &filing.id,
                            version,
                            command.clone(),
                            &workbench.calendar(),
                            workbench.limits(),
                        )
                        .await;
                    match done {
                        Ok(handled) => version = handled.version,
                        // The first command finds the row registered before.
                        Err(LedgerError::Conflict { .. }) if version == 0 => break,
                        Err(error) => return Err(error),
                    }
                }
                if version > 0 {
                    if let Some(paper) = paper {
                        writing.attach(&filing.id, paper).await?;
                    }
                    consequences::queue(writing, &filing.id, version).await?;
                }
            }
            Ok(())
        })
        .await?;
    workbench.wake_worker();
    Ok(())
}
