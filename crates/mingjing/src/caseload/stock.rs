//! What there is to work on: leads that wait with their findings, institutions with what was found at
//! them, doctors who were named.

use super::cast::Cast;
use casework::Flagged;
use casework::review_case::Subject;
use domain::{Division, FindingKey, InstitutionCode, Money, PractitionerCode, RuleCode};
use ledger::{FindingFilter, Kind, Ledger, LedgerError, MatterFilter, MatterId, MatterOrder, Page};
use std::collections::{BTreeMap, BTreeSet};

/// Rows that are read at once.
const ROWS: u16 = 500;

/// Findings of less are not worth a review in the demonstration.
const WORTH: Money = Money::from_fen(1_000);

/// 待办线索 · a lead that waits, with its findings.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// 事项标识
    pub id: MatterId,
    /// 版本
    pub version: i64,
    /// 周期
    pub period: String,
    /// 疑点
    pub findings: Vec<Subject>,
}

impl Waiting {
    /// True where every finding is worth a review.
    pub fn is_worthwhile(&self) -> bool {
        self.findings.iter().all(|finding| finding.flagged.money() >= WORTH)
    }
}

/// 机构概况 · what was found at one institution, by rule, the largest first.
#[derive(Debug, Clone)]
pub struct Concern {
    /// 机构编号
    pub institution: InstitutionCode,
    /// 医保区划
    pub division: Division,
    /// 规则, its name and 疑点金额
    pub rules: Vec<(RuleCode, String, Flagged)>,
}

impl Concern {
    /// What the worst rule flagged, at least a thousand yuan: what a case is about.
    pub fn loss(&self) -> Money {
        let worst = self
            .rules
            .first()
            .map_or(Money::ZERO, |(_, _, flagged)| flagged.money());
        worst.max(Money::from_fen(100_000))
    }

    /// The name of the worst rule.
    pub fn behaviour(&self) -> String {
        let worst = self.rules.first().map(|(_, name, _)| name.as_str());
        worst.filter(|name| !name.is_empty()).unwrap_or("违规结算").to_owned()
    }
}

/// 规则, its name and 疑点金额
type ByRule = BTreeMap<RuleCode, (String, Flagged)>;

/// 机构, its 医保区划 and what was found there
type ByInstitution = BTreeMap<InstitutionCode, (Division, ByRule)>;

/// 存量 · all of it, in an order that depends on nothing but the findings.
#[derive(Debug)]
pub struct Stock {
    /// the hospital's leads first, then by period, each kind in the order of its identifiers
    leads: Vec<Waiting>,
    /// the hospital first, then by amount
    concerns: Vec<Concern>,
    /// 医师 other than the one with an account, and where he works
    doctors: Vec<(PractitionerCode, InstitutionCode)>,
}

impl Stock {
    /// Reads what the bureau's chief sees.
    ///
    /// # Errors
    /// Books that cannot be read, or that have too little for a demonstration.
    pub async fn read(ledger: &Ledger, cast: &Cast) -> anyhow::Result<Self> {
        let mut leads = leads(ledger, cast).await?;
        let mut concerns: ByInstitution = BTreeMap::new();
        let mut doctors = BTreeSet::new();
        let mut last = None;
        loop {
            let reading = ledger.read(&cast.chief);
            let rows = reading.findings(&FindingFilter::default(), ROWS, last.as_ref()).await?;
            if rows.is_empty() {
                break;
            }
            for row in &rows {
                let (institution, division) = (
                    InstitutionCode::new(row.institution.as_str()),
                    Division::new(row.division.as_str()),
                );
                let (rule, flagged) = (RuleCode::new(row.rule.as_str()), Flagged::of(row.amount));
                if let Some(doctor) = &row.practitioner {
                    doctors.insert((institution != cast.hospital, institution.clone(), doctor.clone()));
                }
                let (_, rules) = concerns
                    .entry(institution.clone())
                    .or_insert_with(|| (division.clone(), BTreeMap::new()));
                let (name, sum) = rules.entry(rule.clone()).or_default();
                row.argument.rule_name.clone_into(name);
                *sum += flagged;
                if let Some(lead) = row.lead.as_ref().and_then(|lead| leads.get_mut(lead)) {
                    lead.findings.push(Subject {
                        finding: key_of(&row.key)?,
                        rule,
                        institution,
                        division,
                        certainty: row.certainty,
                        flagged,
                    });
                }
            }
            last = rows.last().cloned();
        }
        let theirs = doctors
            .into_iter()
            .map(|(_, institution, doctor)| (doctor, institution));
        let theirs: Vec<_> = theirs
            .map(|(doctor, institution)| (PractitionerCode::new(doctor), institution))
            .filter(|(doctor, _)| *doctor != cast.doctor)
            .collect();
        Ok(Self::of(cast, leads.into_values().collect(), ranked(concerns), theirs))
    }

    /// In order.
    pub fn of(
        cast: &Cast,
        mut leads: Vec<Waiting>,
        mut concerns: Vec<Concern>,
        doctors: Vec<(PractitionerCode, InstitutionCode)>,
    ) -> Self {
        for lead in &mut leads {
            lead.findings.sort_by_key(|finding| finding.finding);
        }
        let elsewhere = |lead: &Waiting| lead.findings.iter().any(|finding| finding.institution != cast.hospital);
        leads.retain(|lead| !lead.findings.is_empty());
        leads.sort_by_key(|lead| (elsewhere(lead), lead.period.clone(), lead.id.clone()));
        let sum = |concern: &Concern| -> Flagged { concern.rules.iter().map(|(_, _, flagged)| *flagged).sum() };
        concerns.sort_by_key(|concern| {
            (
                concern.institution != cast.hospital,
                std::cmp::Reverse(sum(concern)),
                concern.institution.clone(),
            )
        });
        Self {
            leads,
            concerns,
            doctors,
        }
    }

    /// The versions of the leads.
    pub fn versions(&self) -> BTreeMap<MatterId, i64> {
        self.leads.iter().map(|lead| (lead.id.clone(), lead.version)).collect()
    }

    /// Takes the first lead that is wanted.
    pub fn take(&mut self, wanted: impl Fn(&Waiting) -> bool) -> Option<Waiting> {
        let place = self.leads.iter().position(wanted)?;
        Some(self.leads.remove(place))
    }

    /// The institution at this place of the order, which begins anew behind the last; 0 is the hospital.
    ///
    /// # Errors
    /// Books without a finding.
    pub fn concern(&self, place: usize) -> anyhow::Result<&Concern> {
        let found = self.concerns.iter().cycle().nth(place);
        found.ok_or_else(|| anyhow::anyhow!("账册中没有疑点，无法演示办案"))
    }

    /// Doctors other than the one with an account, those of the hospital first.
    pub fn doctors(&self) -> &[(PractitionerCode, InstitutionCode)] {
        &self.doctors
    }
}

async fn leads(ledger: &Ledger, cast: &Cast) -> Result<BTreeMap<String, Waiting>, LedgerError> {
    let filter = MatterFilter {
        kinds: vec![Kind::Lead],
        stages: vec!["待分派".to_owned()],
        ..MatterFilter::default()
    };
    let mut page = Page::first(MatterOrder::LatestFirst, ROWS);
    let mut leads = BTreeMap::new();
    loop {
        let found = ledger.read(&cast.chief).matters(&filter, &page).await?;
        for row in found.rows {
            let lead = Waiting {
                id: row.id.clone(),
                version: row.version,
                period: row.period.unwrap_or_default(),
                findings: Vec::new(),
            };
            leads.insert(row.id.to_string(), lead);
        }
        match found.next {
            Some(next) => page.after = Some(next),
            None => return Ok(leads),
        }
    }
}

fn ranked(concerns: ByInstitution) -> Vec<Concern> {
    let concern = |(institution, (division, rules)): (_, (Division, ByRule))| {
        let mut rules: Vec<_> = rules.into_iter().map(|(rule, (name, sum))| (rule, name, sum)).collect();
        rules.sort_by(|(one, _, less), (other, _, more)| more.cmp(less).then_with(|| one.cmp(other)));
        Concern {
            institution,
            division,
            rules,
        }
    };
    concerns.into_iter().map(concern).collect()
}

fn key_of(text: &str) -> anyhow::Result<FindingKey> {
    let mut key = [0; 16];
    hex::decode_to_slice(text, &mut key)?;
    Ok(FindingKey(key))
}
