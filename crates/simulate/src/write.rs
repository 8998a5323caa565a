//! The county as files: registries as one file each, everything else as one file per chunk, made
//! by a few threads that share nothing but the number of the next chunk.

use crate::cells::{Cells, Csv, Identifier};
use crate::county::County;
use crate::error::SimulateError;
use crate::parquet_rows::Rows;
use crate::rows::Chunk;
use crate::stock::{self, Balances, STOCK_MOVES, Short};
use crate::tables::{self, Filler, Table};
use domain::Quantity;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

/// 文件格式
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// CSV, UTF-8
    Csv,
    /// Parquet, zstd
    Parquet,
}

impl Format {
    fn ending(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Parquet => "parquet",
        }
    }
}

/// What has been written so far, and in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Written {
    /// chunks
    pub chunks: u32,
    /// persons
    pub persons: u64,
    /// encounters
    pub visits: u64,
    /// fee lines
    pub lines: u64,
    /// rows of `truth.csv`
    pub violations: u64,
    /// rows of `near_misses.csv`
    pub near_misses: u64,
}

/// Writes a county below `folder`, which must be empty or not exist yet, with up to `threads`
/// threads. `progress` is told what is written after each chunk, from any of the threads; where it
/// answers `false` no further chunk is begun and the folder holds a part of the county.
///
/// Memory is bounded by one chunk per thread. The files do not depend on the number of threads.
///
/// Errors: the folder holds something; a file cannot be written. What is written by then stays.
pub fn write(
    county: &County,
    folder: &Path,
    format: Format,
    threads: usize,
    progress: &(dyn Fn(Written) -> bool + Sync),
) -> Result<Written, SimulateError> {
    prepare(folder)?;
    registries(county, folder, format)?;
    let short = stock::short_ledgers(county);
    let doctors: Vec<Vec<String>> = county
        .institutions()
        .iter()
        .map(|house| (1..=house.doctors).map(|number| house.doctor_code(number)).collect())
        .collect();
    let ledger = Mutex::new(Ledger::open(folder)?);
    let (next, stop) = (AtomicU32::new(0), AtomicBool::new(false));
    let work = || -> Result<(), SimulateError> {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            if number >= county.chunk_count() || stop.load(Ordering::Relaxed) {
                return Ok(());
            }
            let written = write_chunk(county, number, folder, format, &doctors, &short).and_then(|page| {
                let mut ledger = ledger.lock().unwrap_or_else(PoisonError::into_inner);
                ledger.enter(page)?;
                Ok(ledger.written)
            });
            match written {
                Ok(written) if progress(written) => {}
                Ok(_) => stop.store(true, Ordering::Relaxed),
                Err(error) => {
                    stop.store(true, Ordering::Relaxed);
                    return Err(error);
                }
            }
        }
    };
    let results: Vec<Result<(), SimulateError>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        workers
            .into_iter()
            .map(|worker| {
                let broken = |_| Err(SimulateError::Plan("一个写入线程异常中止".into()));
                worker.join().unwrap_or_else(broken)
            })
            .collect()
    });
    results.into_iter().collect::<Result<Vec<()>, _>>()?;
    let ledger = ledger.into_inner().unwrap_or_else(PoisonError::into_inner);
    ledger.close(county, folder)
}

fn prepare(folder: &Path) -> Result<(), SimulateError> {
    std::fs::create_dir_all(folder).map_err(SimulateError::write(folder))?;
    let mut entries = std::fs::read_dir(folder).map_err(SimulateError::write(folder))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(SimulateError::NotEmpty {
            path: folder.to_owned(),
        }),
    }
}

/// Fills a table of either form; a closure cannot be generic, a job can.
trait Job {
    fn fill(&mut self, cells: &mut impl Cells);
}

fn write_table(
    path: &Path,
    format: Format,
    table: Table,
    rows: usize,
    job: &mut impl Job,
) -> Result<(), SimulateError> {
    match format {
        Format::Csv => {
            let mut csv = Csv::new(table.columns);
            job.fill(&mut csv);
            std::fs::write(path, csv.into_bytes()).map_err(SimulateError::write(path))
        }
        Format::Parquet => {
            let mut columns = Rows::new(table.columns, rows);
            job.fill(&mut columns);
            let file = File::create(path).map_err(SimulateError::write(path))?;
            columns.write(file).map_err(|error| SimulateError::Parquet {
                path: path.to_owned(),
                reason: error.to_string(),
            })
        }
    }
}

struct Registry<'c> {
    county: &'c County,
    table: &'static str,
}

impl Job for Registry<'_> {
    fn fill(&mut self, cells: &mut impl Cells) {
        let list = self.county.institutions();
        match self.table {
            "institutions" => tables::institutions(list, cells),
            "departments" => tables::departments(list, cells),
            "practitioners" => tables::practitioners(list, cells),
            "devices" => tables::devices(list, cells),
            "beds" => tables::beds(list, cells),
            _ => stock::shelves(self.county, cells),
        }
    }
}

fn registries(county: &County, folder: &Path, format: Format) -> Result<(), SimulateError> {
    let ending = format.ending();
    let registries = [
        tables::INSTITUTIONS,
        tables::DEPARTMENTS,
        tables::PRACTITIONERS,
        tables::DEVICES,
        tables::BEDS,
    ];
    let write = |table: Table, path: PathBuf| {
        let name = table.name;
        write_table(&path, format, table, 1_024, &mut Registry { county, table: name })
    };
    for table in registries {
        write(table, folder.join(format!("{}.{ending}", table.name)))?;
    }
    for table in PARTS {
        let path = folder.join(table.name);
        std::fs::create_dir_all(&path).map_err(SimulateError::write(&path))?;
    }
    write(
        STOCK_MOVES,
        folder.join(STOCK_MOVES.name).join(format!("shelves.{ending}")),
    )
}

/// The tables of which each chunk writes a part.
const PARTS: [Table; 7] = [
    tables::PERSONS,
    tables::ENCOUNTERS,
    tables::DIAGNOSES,
    tables::OPERATIONS,
    tables::FEE_LINES,
    tables::SETTLEMENTS,
    STOCK_MOVES,
];

struct Part<'c, 's> {
    filler: Filler<'c>,
    county: &'c County,
    chunk: &'c Chunk,
    table: &'static str,
    short: &'s [Short],
    balances: Balances,
}

impl Job for Part<'_, '_> {
    fn fill(&mut self, cells: &mut impl Cells) {
        match self.table {
            "persons" => self.filler.persons(cells),
            "encounters" => self.filler.encounters(cells),
            "diagnoses" => self.filler.diagnoses(cells),
            "operations" => self.filler.operations(cells),
            "fee_lines" => self.filler.fee_lines(cells),
            "settlements" => self.filler.settlements(cells),
            _ => self.balances = stock::moves(self.county, self.chunk, self.short, cells),
        }
    }
}

fn write_chunk(
    county: &County,
    number: u32,
    folder: &Path,
    format: Format,
    doctors: &[Vec<String>],
    short: &[Short],
) -> Result<Page, SimulateError> {
    let chunk = county.chunk(number);
    let mut part = Part {
        filler: Filler::new(county, &chunk, doctors),
        county,
        chunk: &chunk,
        table: "",
        short,
        balances: Balances::new(),
    };
    for table in PARTS {
        part.table = table.name;
        let rows = match table.name {
            "fee_lines" => chunk.lines.len(),
            "persons" => chunk.persons.len(),
            "stock_moves" => chunk.lines.len() / 3,
            _ => chunk.visits.len(),
        };
        let path = folder
            .join(table.name)
            .join(format!("part-{number:05}.{}", format.ending()));
        write_table(&path, format, table, rows, &mut part)?;
    }
    let balances = part.balances;
    Ok(Page {
        number,
        truths: truth_rows(&chunk),
        near_misses: near_miss_rows(&chunk),
        written: Written {
            chunks: 1,
            persons: chunk.persons.len() as u64,
            visits: chunk.visits.len() as u64,
            lines: chunk.lines.len() as u64,
            violations: chunk.truths.len() as u64,
            near_misses: chunk.near_misses.len() as u64,
        },
        balances,
    })
}

/// What a chunk enters into the files that the whole county shares.
struct Page {
    number: u32,
    truths: Vec<u8>,
    near_misses: Vec<u8>,
    written: Written,
    balances: Balances,
}

fn place(chunk: &Chunk, visit: u32, lines: &[u32], text: &mut Vec<u8>) {
    let lines: Vec<String> = lines.iter().map(|&line| chunk.line_id(visit, line)).collect();
    for cell in [chunk.person_id(visit), chunk.visit_id(visit), lines.join("|")] {
        text.push(b',');
        text.extend_from_slice(cell.as_bytes());
    }
    text.push(b',');
}

fn truth_rows(chunk: &Chunk) -> Vec<u8> {
    let mut text = Vec::new();
    for truth in &chunk.truths {
        text.extend_from_slice(truth.rule.as_bytes());
        place(chunk, truth.visit, &truth.lines, &mut text);
        text.extend_from_slice(truth.amount.to_string().as_bytes());
        text.push(b'\n');
    }
    text
}

fn near_miss_rows(chunk: &Chunk) -> Vec<u8> {
    let mut text = Vec::new();
    for near in &chunk.near_misses {
        text.extend_from_slice(near.rule.as_bytes());
        place(chunk, near.visit, &near.lines, &mut text);
        text.extend_from_slice(near.kind.as_bytes());
        text.push(b'\n');
    }
    text
}

/// The files that all chunks share, written in the order of the chunks whoever finishes first.
struct Ledger {
    truths: (PathBuf, File),
    near_misses: (PathBuf, File),
    waiting: BTreeMap<u32, (Vec<u8>, Vec<u8>)>,
    next: u32,
    written: Written,
    balances: Balances,
}

impl Ledger {
    fn open(folder: &Path) -> Result<Self, SimulateError> {
        let open = |name: &str, heading: &str| {
            let path = folder.join(name);
            let mut file = File::create(&path).map_err(SimulateError::write(&path))?;
            file.write_all(heading.as_bytes())
                .map_err(SimulateError::write(&path))?;
            Ok::<_, SimulateError>((path, file))
        };
        Ok(Self {
            truths: open("truth.csv", "rule_code,psn_no,mdtrt_id,feedetl_sn,amount\n")?,
            near_misses: open("near_misses.csv", "rule_code,psn_no,mdtrt_id,feedetl_sn,kind\n")?,
            waiting: BTreeMap::new(),
            next: 0,
            written: Written::default(),
            balances: Balances::new(),
        })
    }

    fn enter(&mut self, page: Page) -> Result<(), SimulateError> {
        self.waiting.insert(page.number, (page.truths, page.near_misses));
        while let Some((truths, near_misses)) = self.waiting.remove(&self.next) {
            for ((path, file), text) in [(&mut self.truths, truths), (&mut self.near_misses, near_misses)] {
                file.write_all(&text).map_err(SimulateError::write(path.as_path()))?;
            }
            self.next += 1;
        }
        let (sum, own) = (&mut self.written, page.written);
        sum.chunks += own.chunks;
        sum.persons += own.persons;
        sum.visits += own.visits;
        sum.lines += own.lines;
        sum.violations += own.violations;
        sum.near_misses += own.near_misses;
        for (ledger, balance) in page.balances {
            let total = self.balances.entry(ledger).or_default();
            total.sold += balance.sold;
            total.bought += balance.bought;
        }
        Ok(())
    }

    /// Writes what is known of whole institutions: short ledgers, now that all sales are known, and
    /// habits.
    fn close(self, county: &County, folder: &Path) -> Result<Written, SimulateError> {
        let mut csv = Csv::new(stock::TRUTH);
        let mut id = Identifier::default();
        for (ledger, balance) in &self.balances {
            let item = county.catalogue.item(ledger.item);
            csv.text(if item.is_drug() { DRUG_STOCK } else { CONSUMABLE_STOCK });
            csv.text(&county.institutions()[usize::from(ledger.institution)].code);
            csv.text(item.code);
            csv.quantity(Some(balance.sold));
            csv.quantity(Some(balance.bought));
            csv.text(id.of("", &[(ledger.per_mille as u32, 1)]));
            let missing = balance.sold - balance.bought;
            let attention = missing.scaled() * 50 > balance.bought.scaled() && missing > Quantity::from_units(1);
            csv.text(if attention { "1" } else { "0" });
            csv.end_row();
        }
        let path = folder.join("stock_truth.csv");
        std::fs::write(&path, csv.into_bytes()).map_err(SimulateError::write(&path))?;
        let mut csv = Csv::new(tables::OUTLIERS);
        for (habit, house) in county.outliers() {
            csv.text(habit.rule());
            csv.text(&house.code);
            csv.end_row();
        }
        let path = folder.join("outliers.csv");
        std::fs::write(&path, csv.into_bytes()).map_err(SimulateError::write(&path))?;
        Ok(self.written)
    }
}

const DRUG_STOCK: &str = "GZ10000202001000";
const CONSUMABLE_STOCK: &str = "GZ10000203001000";
