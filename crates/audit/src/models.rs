//! 统计与台账 · What no single record shows: the eight statistics kinds (rules 56–63) and the
//! purchase–sale–stock balance of drugs and consumables (rules 43 and 48).
//!
//! Sums are DataFusion plans over some buckets of the lake at a time, with the dictionaries as tables
//! in memory; the lines, nine tenths of a lake, are scanned by DataFusion and added up in one pass of
//! our own (`charged`). The sums of all buckets are added up and compared here. Money, quantities and
//! counts are integers throughout, and a ratio is made of them at the very end.
//!
//! The results are signals, never findings: no line is accused and no amount is claimed back.

mod bucket_sums;
mod charged;
mod diagnosis_class;
mod infection;
mod item_class;
mod months;
mod output;
mod peers;
mod readmission;
mod sales;
mod shares;
mod stock;
mod units;
mod usage;

pub use months::{Month, Months, Span};
pub use peers::{Fence, Verdict};
pub use stock::{Balance, BalanceVerdict};
pub use units::{Care, Unit, UnitLevel};
pub use usage::{UsageScope, Used, usage};

use crate::run::{AuditError, hold_folder};
use crate::words::in_words;
use crate::{Dictionaries, LakeError, LakeTable, Snapshot};
use bucket_sums::Reader;
use charged::{Charged, Wanted};
use datafusion::error::DataFusionError;
use domain::{Day, RuleCode};
use peers::{Comparison, Judge};
use rulebook::Library;
use shares::Share;
use std::path::{Path, PathBuf};
use std::thread;
use stock::{LedgerItems, Ledgers};
use units::Units;

/// One figure of one unit in one span, and what comparing it with its peers says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// 规则编码
    pub rule: RuleCode,
    /// whose figure it is
    pub unit: Unit,
    /// outpatient or inpatient care
    pub care: Care,
    /// which months
    pub span: Span,
    /// above the line: fen for shares of money, else a number of cases
    pub numerator: i64,
    /// below the line: fen for shares of money, else a number of discharges
    pub denominator: i64,
    /// visits or discharges that the figure rests on
    pub cases: i64,
    /// numerator ÷ denominator in ten-thousandths, rounded half up; for readmissions weighted by
    /// the mix of diseases where there are peers to weigh by
    pub value: i64,
    /// the peers' distribution, in ten-thousandths, where there are enough of them
    pub fence: Option<Fence>,
    /// how many other units there are to compare with
    pub peers: u32,
    /// what follows
    pub verdict: Verdict,
    /// why there is no comparison, or what stands out, in Chinese; else empty
    pub reason: String,
    /// secondary figures that the rule's document asks for, in Chinese; else empty
    pub detail: String,
}

/// Why the statistics could not be made. The lake is never touched.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    /// the lake
    #[error(transparent)]
    Lake(#[from] LakeError),
    /// reading or adding up
    #[error("统计计算失败：{0}。请用 mingjing lake verify 核对数据湖后重试")]
    Plan(String),
    /// somebody else writes into the folder of the results
    #[error(transparent)]
    Out(#[from] AuditError),
    /// the results could not be written
    #[error("写入统计结果 {} 失败：{reason}。请检查磁盘空间与权限", .path.display())]
    Folder {
        /// the file
        path: PathBuf,
        /// what the system said
        reason: String,
    },
}

impl From<DataFusionError> for ModelError {
    fn from(error: DataFusionError) -> Self {
        ModelError::Plan(in_words(error.find_root()))
    }
}

/// How the statistics are made. The documents leave the thresholds to the pooling area
/// (“门槛由统筹区调整”); the defaults are the documents' own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelOptions {
    /// first and last day; whole months are taken. None: everything in the lake
    pub period: Option<(Day, Day)>,
    /// the day of today: what is dated later is a slip of the pen and no sign of how far the lake reaches; none: nothing
    /// is too late
    pub today: Option<Day>,
    /// visits or discharges below which a unit is not compared by a share or a readmission rate
    pub cases_min: i64,
    /// discharges below which a unit is not compared by its infection rate
    pub infection_cases_min: i64,
    /// other units below which there is no comparison
    pub peers_min: usize,
    /// tenths of the interquartile range between the quartiles and the fence
    pub fence_tenths: i64,
    /// buckets at a time
    pub threads: usize,
}

impl Default for ModelOptions {
    fn default() -> Self {
        Self {
            period: None,
            today: None,
            cases_min: 30,
            infection_cases_min: 300,
            peers_min: 5,
            fence_tenths: 15,
            threads: thread::available_parallelism().map_or(1, std::num::NonZero::get),
        }
    }
}

/// The eight statistics kinds of a lake, as far as the library has them on trial or in force.
///
/// # Errors
/// What is wrong with the lake.
pub fn statistics(
    snapshot: &Snapshot,
    library: &Library,
    options: &ModelOptions,
) -> Result<Vec<Indicator>, ModelError> {
    let months = statistics_months(snapshot, options);
    Ok(made(snapshot, library, options, months, None)?.0)
}

/// The purchase–sale–stock balance of drugs (rule 43) and consumables (rule 48), as far as the
/// library has the rules on trial or in force: by month where both ends were counted, and over the
/// last twelve months of the period for everything that was charged.
///
/// # Errors
/// What is wrong with the lake.
pub fn stock_balance(
    snapshot: &Snapshot,
    library: &Library,
    options: &ModelOptions,
) -> Result<Vec<Balance>, ModelError> {
    let months = ledger_months(snapshot, options);
    Ok(made(snapshot, library, options, None, months)?.1)
}

fn statistics_months(snapshot: &Snapshot, options: &ModelOptions) -> Option<Months> {
    months_of(snapshot, options, &[LakeTable::Encounters, LakeTable::Settlements])
}

fn ledger_months(snapshot: &Snapshot, options: &ModelOptions) -> Option<Months> {
    months_of(snapshot, options, &[LakeTable::FeeLines, LakeTable::StockMoves])
}

/// The statistics kinds and the balances, each where months are named for it. What both need of the lines
/// is read once.
fn made(
    snapshot: &Snapshot,
    library: &Library,
    options: &ModelOptions,
    for_statistics: Option<Months>,
    for_ledgers: Option<Months>,
) -> Result<(Vec<Indicator>, Vec<Balance>), ModelError> {
    if for_statistics.or(for_ledgers).is_none() {
        return Ok((Vec::new(), Vec::new()));
    }
    let dictionaries = &snapshot.dictionaries()?;
    let units = &Units::new(dictionaries, library);
    let reader = &Reader::open(snapshot, options.threads)?;
    let runtime = crate::run::runtime(options.threads).map_err(|error| ModelError::Plan(error.to_string()))?;
    let items = LedgerItems::of(dictionaries);
    let ledgers = for_ledgers.map(|months| (items.ledgers.clone(), months.calendar()));
    let wanted = Wanted::of(dictionaries, for_statistics.map(Months::calendar), ledgers);
    let Charged { units: charged, billed } = runtime.block_on(wanted.read(reader))?;
    let judge = for_statistics.map(|months| Judge {
        units,
        months,
        peers_min: options.peers_min,
        fence_tenths: options.fence_tenths,
    });
    // Comparing takes one thread; the others go on reading.
    thread::scope(|scope| {
        let shares = judge.as_ref().map(|judge| {
            scope.spawn(move || {
                let of_share = |share: &Share| {
                    let comparison = Comparison::of_share(share, options.cases_min);
                    judge.indicators(&comparison, &share.tallies(&charged))
                };
                shares::SHARES.iter().flat_map(of_share).collect::<Vec<Indicator>>()
            })
        });
        let rates = match &judge {
            Some(judge) => {
                runtime.block_on(rates(reader, dictionaries, judge, options, last_day(snapshot, options)))?
            }
            None => Vec::new(),
        };
        let balances = match for_ledgers {
            Some(months) => {
                let ledgers = runtime.block_on(Ledgers::read(reader, items, months, billed, &dictionaries.persons))?;
                ledgers.balances(dictionaries, units)
            }
            None => Vec::new(),
        };
        let joined = |shares: thread::ScopedJoinHandle<'_, Vec<Indicator>>| {
            shares.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        let mut indicators = shares.map(joined).unwrap_or_default();
        indicators.extend(rates);
        Ok((indicators, balances))
    })
}

/// The infection and the readmission rates.
async fn rates(
    reader: &Reader,
    dictionaries: &Dictionaries,
    judge: &Judge<'_>,
    options: &ModelOptions,
    last_day: Option<Day>,
) -> Result<Vec<Indicator>, ModelError> {
    let infections = infection::sums(reader, dictionaries, judge.months).await?;
    let comparison = Comparison::of_infection(options.infection_cases_min);
    let mut rates = judge.indicators(&comparison, &infections);
    let readmissions = readmission::sums(reader, dictionaries, judge.months).await?;
    let followed_until = last_day.map(|day| Month::of(day.plus_days(1 - readmission::DAYS)).before());
    let comparison = Comparison::of_readmission(options.cases_min, followed_until);
    rates.extend(judge.indicators(&comparison, &readmissions));
    Ok(rates)
}

/// What a run of the statistics came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ModelReport {
    /// rows of `models/indicators.parquet`
    pub indicators: usize,
    /// of these outside the peers' fence, or rising
    pub outstanding: usize,
    /// rows of `models/balances.parquet`
    pub balances: usize,
    /// of these with more charged than there was
    pub short: usize,
}

/// Makes all statistics and writes `models/indicators.parquet` and `models/balances.parquet` below
/// a folder, each complete or not at all.
///
/// # Errors
/// What is wrong with the lake, or with the folder.
pub fn run(
    snapshot: &Snapshot,
    library: &Library,
    options: &ModelOptions,
    out: &Path,
) -> Result<ModelReport, ModelError> {
    let _kept = snapshot.hold()?;
    let _alone = hold_folder(out)?;
    let (for_statistics, for_ledgers) = (statistics_months(snapshot, options), ledger_months(snapshot, options));
    let (indicators, balances) = made(snapshot, library, options, for_statistics, for_ledgers)?;
    output::write_models(out, &indicators, &balances)?;
    let stands_out = |indicator: &&Indicator| indicator.verdict.stands_out();
    let short = |balance: &&Balance| balance.verdict == BalanceVerdict::Short;
    Ok(ModelReport {
        indicators: indicators.len(),
        outstanding: indicators.iter().filter(stands_out).count(),
        balances: balances.len(),
        short: balances.iter().filter(short).count(),
    })
}

/// The months to look at: those of the period that the lake has anything of in some tables.
fn months_of(snapshot: &Snapshot, options: &ModelOptions, tables: &[LakeTable]) -> Option<Months> {
    let (first, last) = days_until_today(snapshot, options, tables)?;
    Months::touched(first, last).looked_at(options.period)
}

/// The last day that the lake knows of.
fn last_day(snapshot: &Snapshot, options: &ModelOptions) -> Option<Day> {
    let claims = [LakeTable::Encounters, LakeTable::Settlements, LakeTable::FeeLines];
    let (_, last) = days_until_today(snapshot, options, &claims)?;
    Some(last)
}

/// The first and the last day of some tables, those left out that are still to come.
fn days_until_today(snapshot: &Snapshot, options: &ModelOptions, tables: &[LakeTable]) -> Option<(Day, Day)> {
    let (first, last) = snapshot.manifest().days(tables)?;
    let last = options.today.map_or(last, |today| last.min(today));
    (first <= last).then_some((first, last))
}
