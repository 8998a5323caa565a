//! Claims: read by several threads, each with its own tables of texts and its
//! own temporary file; the tables are brought together when all is read.

use super::cell::Cell;
use super::reason::Reason;
use super::registry::Trouble;
use super::report::{Reject, TableReport};
use super::row::{Bad, Fields, Origin, Row, ServiceTime, Taker};
use super::source::Source;
use super::spill::{
    Called, DiagnosisRow, Kind, LineRow, MoveRow, OperationRow, PaidAt, SettlementRow, SpillWriter, VisitRow,
};
use crate::dictionary::{Items, Persons, SEPARATOR, TextTable};
use crate::manifest::bucket_of;
use crate::values::{UNKNOWN, encode, readmission_plan, stock_kind};
use crate::{LakeError, SourceTable};
use domain::national;
use domain::{DiagnosisCode, Fact, Moment, Quantity, is_uncoded};
use std::collections::BTreeMap;

/// Decimals of money, quantities and prices in `domain`.
const MONEY: u32 = 2;
const QUANTITY: u32 = 4;
const PRICE: u32 = 6;

/// A catalogue price that stands for "no ceiling".
const NO_CEILING: i64 = 999_999_000_000;

/// Texts that a thread met, with its own numbers.
#[derive(Debug, Default)]
pub(crate) struct LocalTexts {
    pub institutions: TextTable,
    pub departments: TextTable,
    pub practitioners: TextTable,
    pub items: TextTable,
    pub diagnoses: TextTable,
    pub operations: TextTable,
}

/// The text that was looked up last and its number: neighbours in a delivery are alike.
#[derive(Debug, Default)]
struct Last {
    text: String,
    number: Option<u32>,
}

impl Last {
    fn number(&mut self, table: &mut TextTable, text: &str) -> Result<u32, LakeError> {
        match self.number {
            Some(number) if self.text == text => Ok(number),
            _ => {
                let number = table.insert(text)?;
                self.text.clear();
                self.text.push_str(text);
                self.number = Some(number);
                Ok(number)
            }
        }
    }
}

/// Takes the rows of claims and stock moves.
#[derive(Debug)]
pub(crate) struct ClaimTaker<'p> {
    persons: &'p Persons,
    sources: &'p [Source],
    buckets: u32,
    services: ServiceTime,
    pub texts: LocalTexts,
    pub spill: SpillWriter,
    pub counts: [TableReport; SourceTable::ALL.len()],
    pub rejects: Vec<Reject>,
    pub rows_by_file: Vec<u64>,
    key: String,
    last_person: (String, u32, u32),
    last_institution: Last,
    last_department: Last,
    last_doctor: Last,
}

impl<'p> ClaimTaker<'p> {
    pub fn new(
        persons: &'p Persons,
        buckets: u32,
        services: ServiceTime,
        spill: SpillWriter,
        sources: &'p [Source],
    ) -> Self {
        Self {
            persons,
            sources,
            buckets,
            services,
            texts: LocalTexts::default(),
            spill,
            counts: Default::default(),
            rejects: Vec::new(),
            rows_by_file: vec![0; sources.len()],
            key: String::new(),
            last_person: (String::new(), 0, 0),
            last_institution: Last::default(),
            last_department: Last::default(),
            last_doctor: Last::default(),
        }
    }

    fn count(&mut self, table: SourceTable, origin: Origin) {
        if let Some(rows) = self.rows_by_file.get_mut(origin.file as usize) {
            *rows += 1;
        }
        self.counts[table as usize].read += 1;
    }

    fn reject(&mut self, table: SourceTable, origin: Origin, bad: Bad) {
        let counts = &mut self.counts[table as usize];
        *counts.rejected.entry((bad.field, bad.reason)).or_default() += 1;
        self.rejects.push(Reject { table, origin, bad });
    }

    fn unknown(&mut self, table: SourceTable, field: &'static str) {
        let counts = &mut self.counts[table as usize];
        *counts.unknown_codes.entry(field).or_default() += 1;
    }

    /// Id and bucket of the person of a row.
    fn person<R: Row>(&mut self, fields: &Fields<'_, R>, place: usize) -> Result<(u32, u32), Trouble> {
        let number = fields.must_code(place)?;
        if self.last_person.0 == *number && !self.last_person.0.is_empty() {
            return Ok((self.last_person.1, self.last_person.2));
        }
        let person = self
            .persons
            .find(&number)
            .ok_or_else(|| fields.bad(place, Reason::NoPerson))?;
        let bucket = bucket_of(&number, self.buckets);
        self.last_person.0.clear();
        self.last_person.0.push_str(&number);
        (self.last_person.1, self.last_person.2) = (person, bucket);
        Ok((person, bucket))
    }

    fn institution(&mut self, code: &str) -> Result<u32, LakeError> {
        self.last_institution.number(&mut self.texts.institutions, code)
    }

    /// A department; one client swaps code and name, and so may a delivery.
    fn department(&mut self, code: Option<&str>, name: Option<&str>) -> Result<Option<u32>, LakeError> {
        let (code, name) = (code.unwrap_or_default(), name.unwrap_or_default());
        if code.is_empty() && name.is_empty() {
            return Ok(None);
        }
        let swapped = !code.is_ascii() && !name.is_empty() && name.is_ascii();
        let (code, name) = if swapped { (name, code) } else { (code, name) };
        join(&mut self.key, &[code, name]);
        self.last_department
            .number(&mut self.texts.departments, &self.key)
            .map(Some)
    }

    fn doctor(&mut self, institution: &str, code: Option<&str>, name: Option<&str>) -> Result<Option<u32>, LakeError> {
        let (code, name) = (code.unwrap_or_default(), name.unwrap_or_default());
        if code.is_empty() && name.is_empty() {
            return Ok(None);
        }
        join(&mut self.key, &[institution, code, name]);
        self.last_doctor
            .number(&mut self.texts.practitioners, &self.key)
            .map(Some)
    }

    /// 险种, whose set is extended locally.
    fn insurance(&mut self, table: SourceTable, code: Option<&str>) -> u8 {
        match code.map(national::insurance) {
            None => 0,
            Some(Some(insurance)) => encode(Fact::Known(insurance)),
            Some(None) => {
                self.unknown(table, "insutype");
                UNKNOWN
            }
        }
    }

    fn visit<R: Row>(&mut self, fields: &Fields<'_, R>, origin: Origin) -> Result<(), Trouble> {
        const T: SourceTable = SourceTable::Encounters;
        let id = fields.must_code(const { T.place("mdtrt_id") })?;
        let (person, bucket) = self.person(fields, const { T.place("psn_no") })?;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let category = fields.must_code(const { T.place("med_type") })?;
        let begin = fields.must_service(const { T.place("begntime") })?;
        let (end, as_begun) = fields.end(const { T.place("endtime") }, begin)?;
        let plan = fields.known(const { T.place("days_rinp_flag_31") }, readmission_plan)?;
        let insured = fields.code(const { T.place("insuplc_admdvs") })?;
        let paid_at = fields.code(const { T.place("pay_loc") })?;
        let department_code = fields.code(const { T.place("adm_dept_codg") })?;
        let department_name = fields.text(const { T.place("adm_dept_name") })?;
        let doctor_code = fields.code(const { T.place("atddr_no") })?;
        let doctor_name = fields.text(const { T.place("atddr_name") })?;
        let insurance = fields.code(const { T.place("insutype") })?;
        let row = VisitRow {
            origin,
            person,
            institution: self.institution(&institution)?,
            id: &id,
            category: &category,
            insurance: self.insurance(T, insurance.as_deref()),
            begin: begin.epoch_seconds(),
            end: end.map(Moment::epoch_seconds),
            ended_as_begun: as_begun,
            department: self.department(department_code.as_deref(), department_name.as_deref())?,
            doctor: self.doctor(&institution, doctor_code.as_deref(), doctor_name.as_deref())?,
            insured: insured.as_deref(),
            paid_at: paid_at.as_deref().map_or(PaidAt::Unsaid, PaidAt::of_code),
            plan: plan.unwrap_or(0),
        };
        Ok(self.spill.push(Kind::Visit, bucket, &row)?)
    }

    fn diagnosis<R: Row>(&mut self, fields: &Fields<'_, R>, origin: Origin) -> Result<(), Trouble> {
        const T: SourceTable = SourceTable::Diagnoses;
        let visit = fields.must_code(const { T.place("mdtrt_id") })?;
        let (person, bucket) = self.person(fields, const { T.place("psn_no") })?;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let place = const { T.place("diag_srt_no") };
        let number = fields.count(place)?.ok_or_else(|| fields.bad(place, Reason::Missing))?;
        let kind = fields.code(const { T.place("diag_type") })?;
        let code = fields.must_text(const { T.place("diag_code") })?;
        let name = fields.text(const { T.place("diag_name") })?;
        let principal = fields.code(const { T.place("maindiag_flag") })?;
        let at_admission = fields.code(const { T.place("adm_cond_type") })?;
        let code = DiagnosisCode::normalised(&code);
        join(&mut self.key, &[code.as_str(), name.as_deref().unwrap_or_default()]);
        let row = DiagnosisRow {
            origin,
            person,
            institution: self.institution(&institution)?,
            visit: &visit,
            kind: kind.and_then(|kind| kind.parse().ok()).unwrap_or(0),
            number,
            diagnosis: self.texts.diagnoses.insert(&self.key)?,
            principal: national::is_yes(principal.as_deref()),
            at_admission: at_admission.as_deref().map_or(0, crate::values::at_admission),
        };
        Ok(self.spill.push(Kind::Diagnosis, bucket, &row)?)
    }

    fn operation<R: Row>(&mut self, fields: &Fields<'_, R>, origin: Origin) -> Result<(), Trouble> {
        const T: SourceTable = SourceTable::Operations;
        let visit = fields.must_code(const { T.place("mdtrt_id") })?;
        let (person, bucket) = self.person(fields, const { T.place("psn_no") })?;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let code = fields.must_text(const { T.place("oprn_oprt_code") })?;
        let name = fields.text(const { T.place("oprn_oprt_name") })?;
        let principal = fields.code(const { T.place("main_oprn_flag") })?;
        let at = fields.service(const { T.place("oprn_oprt_date") })?;
        join(&mut self.key, &[&code, name.as_deref().unwrap_or_default()]);
        let row = OperationRow {
            origin,
            person,
            institution: self.institution(&institution)?,
            visit: &visit,
            operation: self.texts.operations.insert(&self.key)?,
            principal: national::is_yes(principal.as_deref()),
            at: at.map(Moment::epoch_seconds),
        };
        Ok(self.spill.push(Kind::Operation, bucket, &row)?)
    }

    fn settlement<R: Row>(&mut self, fields: &Fields<'_, R>, origin: Origin) -> Result<(), Trouble> {
        const T: SourceTable = SourceTable::Settlements;
        let id = fields.must_code(const { T.place("setl_id") })?;
        let visit = fields.must_code(const { T.place("mdtrt_id") })?;
        let (person, bucket) = self.person(fields, const { T.place("psn_no") })?;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let at = fields.must_service(const { T.place("setl_time") })?;
        let total = fields.must_scaled(const { T.place("medfee_sumamt") }, MONEY)?;
        let fund_paid = fields.must_scaled(const { T.place("fund_pay_sumamt") }, MONEY)?;
        let refunded = fields.code(const { T.place("refd_setl_flag") })?;
        let insurance = fields.code(const { T.place("insutype") })?;
        let row = SettlementRow {
            origin,
            person,
            institution: self.institution(&institution)?,
            visit: &visit,
            id: &id,
            at: at.epoch_seconds(),
            total,
            fund_paid,
            refunded: national::is_yes(refunded.as_deref()),
            insurance: self.insurance(T, insurance.as_deref()),
        };
        Ok(self.spill.push(Kind::Settlement, bucket, &row)?)
    }

    fn line<R: Row>(&mut self, fields: &Fields<'_, R>, origin: Origin) -> Result<(), Trouble> {
        const T: SourceTable = SourceTable::FeeLines;
        let id = fields.must_code(const { T.place("feedetl_sn") })?;
        let visit = fields.must_code(const { T.place("mdtrt_id") })?;
        let (person, bucket) = self.person(fields, const { T.place("psn_no") })?;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let (at, day_only) = fields.must_timed_service(const { T.place("fee_ocur_time") })?;
        // A line that was never matched to the catalogue is itself something that a rule finds.
        let item = fields.code(const { T.place("med_list_codg") })?.unwrap_or_default();
        let quantity = fields.must_scaled(const { T.place("cnt") }, QUANTITY)?;
        let price = fields.must_scaled(const { T.place("pric") }, PRICE)?;
        let amount = fields.must_scaled(const { T.place("det_item_fee_sumamt") }, MONEY)?;
        if quantity.signum() * amount.signum() < 0 {
            return Err(fields
                .bad(const { T.place("det_item_fee_sumamt") }, Reason::Sign)
                .into());
        }
        let own = fields
            .scaled(const { T.place("fulamt_ownpay_amt") }, MONEY)?
            .unwrap_or(0);
        if own.signum() * amount.signum() < 0 || own.abs() > amount.abs() {
            return Err(fields
                .bad(const { T.place("fulamt_ownpay_amt") }, Reason::SelfPaid)
                .into());
        }
        let reverses = fields.code(const { T.place("init_feedetl_sn") })?;
        let prescription = fields.code(const { T.place("rxno") })?;
        let until = fields.service(const { T.place("fee_end_time") })?;
        let uploaded_at = fields.service(const { T.place("upld_time") })?;
        let name = fields.text(const { T.place("medins_list_name") })?;
        let class = fields.code(const { T.place("list_type") })?;
        if class
            .as_deref()
            .is_some_and(|class| national::item_kind(class).is_none())
        {
            return Err(fields.bad(const { T.place("list_type") }, Reason::UnknownCode).into());
        }
        let department_code = fields.code(const { T.place("bilg_dept_codg") })?;
        let department_name = fields.text(const { T.place("bilg_dept_name") })?;
        let doctor_code = fields.code(const { T.place("bilg_dr_codg") })?;
        let doctor_name = fields.text(const { T.place("bilg_dr_name") })?;
        let list_price = fields.scaled(const { T.place("list_pric") }, PRICE)?;
        let purchase_price = fields.scaled(const { T.place("purc_pric") }, PRICE)?;
        // Dose and days as in real time: what is no plain number above zero says nothing.
        let single_dose = fields.row.cell(const { T.place("sin_dos") }).scaled(QUANTITY);
        let days = self.days(fields, const { T.place("prd_days") });
        let times_per_day = self.frequency(fields, const { T.place("used_frqu") })?;
        Items::key(&item, name.as_deref(), class.as_deref(), &mut self.key);
        let item = self.texts.items.insert(&self.key)?;
        let row = LineRow {
            origin,
            person,
            institution: self.institution(&institution)?,
            visit: &visit,
            id: &id,
            reverses: reverses.as_deref(),
            at: at.epoch_seconds(),
            day_only,
            item,
            quantity,
            price,
            amount,
            covered: amount - own,
            prescription: prescription.as_deref(),
            department: self.department(department_code.as_deref(), department_name.as_deref())?,
            doctor: self.doctor(&institution, doctor_code.as_deref(), doctor_name.as_deref())?,
            until: until.map(Moment::epoch_seconds),
            uploaded_at: uploaded_at.map(Moment::epoch_seconds),
            single_dose: single_dose.ok().flatten().filter(|dose| *dose > 0),
            times_per_day,
            days,
            list_price: list_price.filter(|price| (1..NO_CEILING).contains(price)),
            purchase_price: purchase_price.filter(|price| *price > 0),
        };
        Ok(self.spill.push(Kind::Line, bucket, &row)?)
    }

    /// Days that a drug lasts, in the spellings that real time reads too.
    fn days<R: Row>(&mut self, fields: &Fields<'_, R>, place: usize) -> Option<u16> {
        if let Ok(number) = fields.row.cell(place).count() {
            return number.filter(|days| *days > 0);
        }
        let text = fields.text(place).ok().flatten().unwrap_or_default();
        let days = national::days_supplied(&text);
        if days.is_none() {
            self.unknown(fields.table, "prd_days");
        }
        days
    }

    /// Times a day, as a number or in words, as real time reads them.
    fn frequency<R: Row>(&mut self, fields: &Fields<'_, R>, place: usize) -> Result<Option<i64>, Trouble> {
        let cell = fields.row.cell(place);
        let times = match cell {
            // As text, `02` is a code and `2` a number.
            Cell::Text(_) | Cell::Shared(..) => {
                let Some(text) = fields.text(place)? else {
                    return Ok(None);
                };
                national::times_per_day(&text)
            }
            _ => match cell.scaled(QUANTITY).ok().flatten() {
                None | Some(0) => return Ok(None),
                Some(times) => national::times_counted(Quantity::from_scaled(times)).map(Fact::Known),
            },
        };
        if times.is_none() {
            self.unknown(fields.table, "used_frqu");
        }
        Ok(times.and_then(|times| times.known().copied()).map(Quantity::scaled))
    }

    fn stock<R: Row>(&mut self, fields: &Fields<'_, R>, again: bool) -> Result<(), Trouble> {
        const T: SourceTable = SourceTable::StockMoves;
        let institution = fields.must_code(const { T.place("fixmedins_code") })?;
        let item = fields.must_code(const { T.place("med_list_codg") })?;
        let batch = fields.must_code(const { T.place("fixmedins_bchno") })?;
        let transaction = fields.must_code(const { T.place("infno") })?;
        let change = fields.code(const { T.place("inv_chg_type") })?;
        let kind = stock_kind(&transaction, change.as_deref()).ok_or_else(|| {
            let place = match &*transaction {
                "3502" => const { T.place("inv_chg_type") },
                _ => const { T.place("infno") },
            };
            fields.bad(place, Reason::UnknownCode)
        })?;
        let quantity = fields.must_scaled(const { T.place("cnt") }, QUANTITY)?;
        let price = fields.scaled(const { T.place("pric") }, PRICE)?;
        let at = fields.must_service(const { T.place("move_time") })?;
        let name = fields.text(const { T.place("fixmedins_hilist_name") })?;
        // Some write a filler where there is no number, above all of sales for cash.
        let named = |place| {
            fields
                .code(place)
                .map(|number| number.filter(|number| !is_uncoded(number)))
        };
        let visit = named(const { T.place("mdtrt_id") })?;
        let settlement = named(const { T.place("setl_id") })?;
        let number = named(const { T.place("psn_no") })?;
        // A sale to somebody whose claims are not here is a sale all the same.
        let known = number
            .as_deref()
            .and_then(|number| self.persons.find(number).zip(Some(number)));
        let bucket = known.map_or(0, |(_, number)| bucket_of(number, self.buckets));
        Items::key(&item, name.as_deref(), None, &mut self.key);
        let row = MoveRow {
            person: known.map(|(person, _)| person),
            institution: self.institution(&institution)?,
            item: self.texts.items.insert(&self.key)?,
            batch: &batch,
            kind,
            at: at.epoch_seconds(),
            quantity,
            price,
            called: Called {
                person: number.as_deref().unwrap_or_default(),
                visit: visit.as_deref().unwrap_or_default(),
                settlement: settlement.as_deref().unwrap_or_default(),
            },
            again,
        };
        Ok(self.spill.push(Kind::Move, bucket, &row)?)
    }
}

impl Taker for ClaimTaker<'_> {
    fn wants(&self, table: SourceTable) -> bool {
        !table.is_registry()
    }

    fn take<R: Row>(&mut self, table: SourceTable, origin: Origin, row: &R) -> Result<(), LakeError> {
        self.count(table, origin);
        let fields = Fields {
            table,
            row,
            services: self.services,
        };
        let taken = match table {
            SourceTable::Encounters => self.visit(&fields, origin),
            SourceTable::Diagnoses => self.diagnosis(&fields, origin),
            SourceTable::Operations => self.operation(&fields, origin),
            SourceTable::Settlements => self.settlement(&fields, origin),
            SourceTable::FeeLines => self.line(&fields, origin),
            _ => {
                let source = self.sources.get(origin.file as usize);
                self.stock(&fields, source.is_some_and(|source| source.again))
            }
        };
        match taken {
            Ok(()) => Ok(()),
            Err(Trouble::Row(bad)) => {
                self.reject(table, origin, bad);
                Ok(())
            }
            Err(Trouble::Lake(error)) => Err(error),
        }
    }

    fn refuse(&mut self, table: SourceTable, origin: Origin, bad: Bad) {
        self.count(table, origin);
        self.reject(table, origin, bad);
    }
}

/// The parts of an entry as one text.
fn join(key: &mut String, parts: &[&str]) {
    key.clear();
    for (place, part) in parts.iter().enumerate() {
        if place > 0 {
            key.push(SEPARATOR);
        }
        key.push_str(part);
    }
}

/// Counts by table, without those in which nothing happened.
pub(crate) fn by_table(counts: &[TableReport; SourceTable::ALL.len()]) -> BTreeMap<SourceTable, TableReport> {
    SourceTable::ALL
        .into_iter()
        .map(|table| (table, counts[table as usize].clone()))
        .filter(|(_, counts)| counts.read > 0)
        .collect()
}
