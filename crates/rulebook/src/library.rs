//! The library of all layers: which book applies where, and how it was made.

use crate::book::{CompiledRule, Rulebook};
use crate::build::{Built, build};
use crate::document::Document;
use crate::experiment::Experiment;
use crate::layer::{Adjustment, Layer};
use crate::problem::{Problem, ProblemLevel};
use crate::rule::Rule;
use crate::source::SourceFile;
use crate::table::Table;
use domain::{Day, Division, InstitutionCode, RuleCode};
use hashbrown::{HashMap, HashSet};
use sm3::{Digest, Sm3};
use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// 两库 · every layer of the book, compiled.
#[derive(Debug)]
pub struct Library {
    books: BTreeMap<Layer, Arc<Rulebook>>,
    national: Arc<Rulebook>,
    documents: Vec<(Layer, Document)>,
    tables: Vec<(Layer, Arc<Table>)>,
    /// what of the adjustments does not hold, and why: file and message
    refused: Vec<(String, String)>,
    hash: String,
}

/// Whether prose and tables as text, which only authors need, stay in the library.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Texts {
    Kept,
    Dropped,
}

/// What a compilation should do besides compiling.
#[derive(Debug, Clone, Copy)]
struct Compilation<'a> {
    /// leave out what was loaded after this day
    known: Option<Day>,
    /// parameters of a case
    extra: &'a [Adjustment],
    experiment: Option<&'a Experiment<'a>>,
    texts: Texts,
}

impl Default for Compilation<'_> {
    fn default() -> Self {
        Self {
            known: None,
            extra: &[],
            experiment: None,
            texts: Texts::Kept,
        }
    }
}

/// What one layer brings.
#[derive(Debug, Default)]
pub(crate) struct LayerContent {
    pub(crate) rules: Vec<(Rule, usize)>,
    pub(crate) adjustments: Vec<Adjustment>,
    pub(crate) tables: HashMap<String, Arc<Table>>,
}

impl Library {
    /// Compiles all that is known. Total: whatever the sources hold, there is a library (perhaps
    /// an empty one) and a list of what is wrong, ordered by file and line.
    pub fn compile(sources: &[SourceFile]) -> (Self, Vec<Problem>) {
        Self::compile_from(sources.iter().collect(), &Compilation::default())
    }

    /// Compiles a library for the laboratory: one part of it is assumed to be in force at all times, so
    /// that it can be tried on the past. Its findings are estimates, never accusations.
    pub fn compile_experiment(sources: &[SourceFile], experiment: &Experiment<'_>) -> (Self, Vec<Problem>) {
        let how = Compilation {
            experiment: Some(experiment),
            ..Compilation::default()
        };
        Self::compile_from(sources.iter().collect(), &how)
    }

    /// Compiles for a process that judges and keeps the compiled books alone: every text is dropped as
    /// soon as it was used, so that compiling takes little more memory than the books. Search, lint and
    /// pages find nothing afterwards.
    pub fn compile_to_judge(sources: Vec<SourceFile>) -> (Self, Vec<Problem>) {
        let how = Compilation {
            texts: Texts::Dropped,
            ..Compilation::default()
        };
        Self::compile_from(sources, &how)
    }

    /// Compiles what was known on a day: knowledge rows loaded later are left out.
    pub fn compile_as_known_on(sources: &[SourceFile], known: Day) -> (Self, Vec<Problem>) {
        let how = Compilation {
            known: Some(known),
            ..Compilation::default()
        };
        Self::compile_from(sources.iter().collect(), &how)
    }

    /// Compiles with parameters of one layer added, as the cases of a document may ask.
    pub(crate) fn compile_with(sources: &[SourceFile], extra: &[Adjustment]) -> (Self, Vec<Problem>) {
        let how = Compilation {
            extra,
            ..Compilation::default()
        };
        Self::compile_from(sources.iter().collect(), &how)
    }

    fn compile_from<S: Borrow<SourceFile>>(mut sources: Vec<S>, how: &Compilation<'_>) -> (Self, Vec<Problem>) {
        let Compilation {
            known,
            extra,
            experiment,
            texts,
        } = *how;
        let mut problems = Vec::new();
        let mut layers: BTreeMap<Layer, LayerContent> = BTreeMap::new();
        layers.insert(Layer::national(), LayerContent::default());
        let (mut documents, mut all_tables) = (Vec::new(), Vec::new());
        sources.sort_by(|a, b| a.borrow().path.cmp(&b.borrow().path));
        let hash = hash_of(sources.iter().map(Borrow::borrow), known);
        for source in sources {
            let source = source.borrow();
            let about_tables = source.path.ends_with(".md") && source.path.contains("/knowledge/");
            let rejected = source.path.ends_with(".rej.csv");
            if about_tables || rejected || source.path.ends_with("README.md") {
                continue;
            }
            let Some(layer) = Layer::of_path(&source.path, &mut problems) else {
                continue;
            };
            if let Some(why) = source.fault() {
                let advice = "改正后重新载入；这个文件没有参与，其余照常";
                problems.push(Problem::error(&source.path, 0, why, advice));
                continue;
            }
            let content = layers.entry(layer.clone()).or_default();
            if source.path.ends_with(".csv") {
                let Some(mut table) = Table::parse(source, &mut problems) else {
                    continue;
                };
                if let Some(known) = known {
                    table.as_known_on(known);
                }
                if let Some(Experiment::Batch(batch)) = experiment {
                    table.only_batch_at_all_times(batch);
                }
                table.supersede();
                let table = Arc::new(table);
                all_tables.push((layer, Arc::clone(&table)));
                if let Some(other) = content.tables.insert(table.name.clone(), Arc::clone(&table)) {
                    problems.push(Problem::error(
                        &table.file,
                        0,
                        format!("表名与 {} 重复：用 {}，那一份没有参与", other.file, table.file),
                        "同一层内表名不得重复",
                    ));
                }
            } else if let Some(document) = Document::parse(source, &mut problems) {
                if document.head.get("调整").is_some() {
                    content.adjustments.extend(Adjustment::read(&document, &mut problems));
                } else if let Some(rule) = Rule::read(&document.head, &document.file, layer.as_str(), &mut problems) {
                    content.rules.push((rule, documents.len()));
                }
                documents.push((layer, document));
            }
        }
        for content in layers.values_mut() {
            refuse_repeated_adjustments(content, &mut problems);
        }
        for adjustment in extra {
            layers
                .entry(adjustment.layer.clone())
                .or_default()
                .adjustments
                .push(adjustment.clone());
        }
        if let Some(experiment) = experiment {
            experiment.arrange(&mut layers);
        }
        refuse_repeated_codes(&mut layers, &documents, &mut problems);
        // An institution that is filed at its city is subject to what its county says, too.
        let both = layers
            .keys()
            .flat_map(|house| layers.keys().filter_map(|below| house.within(below)));
        for layer in both.collect::<Vec<_>>() {
            layers.entry(layer).or_default();
        }
        let mut library = Self {
            books: BTreeMap::new(),
            national: Arc::new(Rulebook::assemble(Vec::new(), Vec::new(), hash.clone())),
            documents,
            tables: all_tables,
            refused: Vec::new(),
            hash,
        };
        library.build_books(layers, texts, &mut problems);
        problems.sort_by(|a, b| (&a.file, a.line, &a.message).cmp(&(&b.file, b.line, &b.message)));
        problems.dedup();
        library.refused = library.refused_adjustments(&problems);
        (library, problems)
    }

    fn build_books(&mut self, layers: BTreeMap<Layer, LayerContent>, texts: Texts, problems: &mut Vec<Problem>) {
        // A rule without anything of its own in the layers of a scope is shared with the nation.
        let mut shared: HashMap<(String, Vec<Layer>), Vec<Built>> = HashMap::new();
        let mut used: HashSet<(Layer, String)> = HashSet::new();
        let mut scopes: Vec<(Layer, Vec<Built>)> = Vec::new();
        for scope in layers.keys() {
            let mut chain: Vec<(&Layer, &LayerContent)> =
                layers.iter().filter(|(layer, _)| layer.contains(scope)).collect();
            chain.sort_by_key(|(layer, _)| layer.depth());
            let mut built: Vec<Built> = Vec::new();
            for (_, content) in &chain {
                for (rule, document) in &content.rules {
                    for table in rule.all_tables() {
                        let holders = chain.iter().filter(|(_, other)| other.tables.contains_key(table));
                        used.extend(holders.map(|(layer, _)| ((*layer).clone(), table.clone())));
                    }
                    let relevant: Vec<(&Layer, &LayerContent)> = chain
                        .iter()
                        .filter(|(_, other)| {
                            other.rules.iter().any(|(own, _)| own.code == rule.code)
                                || other.adjustments.iter().any(|adjustment| adjustment.rule == rule.code)
                                || rule.all_tables().any(|table| other.tables.contains_key(table))
                        })
                        .copied()
                        .collect();
                    let identity = (
                        rule.code.as_str().to_owned(),
                        relevant.iter().map(|(layer, _)| (*layer).clone()).collect(),
                    );
                    let entry = shared.entry(identity).or_insert_with(|| {
                        let head = &self.documents[*document].1.head;
                        build(rule, head, &relevant, problems)
                    });
                    built.extend(entry.iter().cloned());
                }
            }
            built.sort_by_key(|(compiled, _)| (compiled.rule.seq.unwrap_or(u16::MAX), compiled.rule.code.clone()));
            scopes.push((scope.clone(), built));
        }
        for (layer, table) in &self.tables {
            if !used.contains(&(layer.clone(), table.name.clone())) {
                problems.push(Problem::notice(
                    &table.file,
                    0,
                    "在这一层没有规则使用这张表",
                    "核对表名与所在的层，在规则文档“知识”中写表名，或删去",
                ));
            }
        }
        drop((shared, layers));
        if texts == Texts::Dropped {
            self.documents = Vec::new();
            self.tables = Vec::new();
        }
        for (scope, built) in scopes {
            let (rules, keys): (Vec<_>, Vec<_>) = built.into_iter().unzip();
            let book = Arc::new(Rulebook::assemble(rules, keys, self.hash.clone()));
            if scope.is_national() {
                self.national = Arc::clone(&book);
            }
            self.books.insert(scope, book);
        }
    }

    /// The book of the nation alone.
    pub fn national(&self) -> &Arc<Rulebook> {
        &self.national
    }

    /// Every layer that has a book, from the nation down: its name (empty for the nation, `990001`,
    /// `990001/H1`) and the book that applies there.
    pub fn layers(&self) -> Vec<(&str, &Arc<Rulebook>)> {
        let mut layers: Vec<_> = self.books.iter().map(|(layer, book)| (layer.as_str(), book)).collect();
        layers.sort_by_key(|(layer, _)| *layer);
        layers
    }

    /// The book that applies at an institution: the most specific layer that exists.
    pub fn book_for(&self, division: &Division, institution: &InstitutionCode) -> &Arc<Rulebook> {
        Layer::candidates(division, institution)
            .iter()
            .rev()
            .find_map(|layer| self.books.get(layer))
            .unwrap_or(&self.national)
    }

    /// The book in which a document speaks: that of its own layer.
    pub(crate) fn book_of(&self, file: &str) -> &Arc<Rulebook> {
        Layer::of_path(file, &mut Vec::new())
            .and_then(|layer| self.books.get(&layer))
            .unwrap_or(&self.national)
    }

    /// A rule of any layer by its code, the nation's first.
    pub fn rule(&self, code: &str) -> Option<&Rule> {
        self.books.values().find_map(|book| book.rule(code))
    }

    /// The rules of all layers, each once, the nation's first.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        let mut seen: HashSet<&str> = HashSet::new();
        let rules = self.books.values().flat_map(|book| book.rules());
        rules.filter(move |rule| seen.insert(rule.code.as_str()))
    }

    /// The rules of every layer, each once, as its own layer has it.
    pub(crate) fn own_rules(&self) -> impl Iterator<Item = (&Layer, &Arc<CompiledRule>)> {
        self.books.iter().flat_map(|(layer, book)| {
            let own = move |compiled: &&Arc<CompiledRule>| {
                Layer::of_path(&compiled.rule.file, &mut Vec::new()).as_ref() == Some(layer)
            };
            book.rules.iter().filter(own).map(move |compiled| (layer, compiled))
        })
    }

    /// The content hash of all sources.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The documents, with the layer of each.
    pub(crate) fn documents(&self) -> impl Iterator<Item = (&Layer, &Document)> {
        self.documents.iter().map(|(layer, document)| (layer, document))
    }

    /// What is wrong with the adjustments: an error leaves out what it speaks of.
    fn refused_adjustments(&self, problems: &[Problem]) -> Vec<(String, String)> {
        let adjusts = |file: &str| {
            let own = |(_, document): &&(Layer, Document)| document.file == file;
            let document = self.documents.iter().find(own);
            document.is_some_and(|(_, document)| document.head.get("调整").is_some())
        };
        problems
            .iter()
            .filter(|problem| problem.level == ProblemLevel::Error && adjusts(&problem.file))
            .map(|problem| (problem.file.clone(), problem.message.clone()))
            .collect()
    }

    /// Why an adjustment, or a part of it, does not hold; nothing where all of it does.
    pub(crate) fn refusals<'l>(&'l self, file: &'l str) -> impl Iterator<Item = &'l str> {
        let own = self.refused.iter().filter(move |(of, _)| of == file);
        own.map(|(_, message)| message.as_str())
    }

    /// The tables, with the layer of each.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&Layer, &Arc<Table>)> {
        self.tables.iter().map(|(layer, table)| (layer, table))
    }
}

/// Of two adjustments of one rule in one layer nobody could say which holds.
fn refuse_repeated_adjustments(content: &mut LayerContent, problems: &mut Vec<Problem>) {
    let mut first: HashMap<(RuleCode, Option<Day>), String> = HashMap::new();
    content.adjustments.retain(|adjustment| {
        let identity = (adjustment.rule.clone(), adjustment.from);
        let Some(other) = first.get(&identity) else {
            first.insert(identity, adjustment.file.clone());
            return true;
        };
        problems.push(Problem::error(
            &adjustment.file,
            adjustment.line(),
            format!("同一层已由 {other} 调整规则 {}，这一份没有参与", adjustment.rule),
            "一层对一条规则从同一天起只写一份调整文档，合并成一份",
        ));
        false
    });
    // A later one changes what the earlier ones of its layer left.
    content.adjustments.sort_by_key(|adjustment| adjustment.from);
}

fn refuse_repeated_codes(
    layers: &mut BTreeMap<Layer, LayerContent>,
    documents: &[(Layer, Document)],
    problems: &mut Vec<Problem>,
) {
    // by code, the file and the layer that have it first
    let mut owners: HashMap<String, (String, Layer)> = HashMap::new();
    for (layer, content) in layers.iter_mut() {
        content
            .rules
            .retain(|(rule, document)| match owners.get(rule.code.as_str()) {
                Some((first, _)) => {
                    let head = documents.get(*document).map(|(_, document)| &document.head);
                    let line = head.map_or(0, |head| head.get("编码").unwrap_or(head).line);
                    let message = format!("编码 {} 已由 {first} 使用：用那一份，{} 没有参与", rule.code, rule.file);
                    problems.push(Problem::error(
                        &rule.file,
                        line,
                        message,
                        "换一个编码；调整上层规则用“调整”文档",
                    ));
                    false
                }
                None => {
                    owners.insert(rule.code.as_str().to_owned(), (rule.file.clone(), layer.clone()));
                    true
                }
            });
    }
    for content in layers.values_mut() {
        content.adjustments.retain(|adjustment| {
            let fault = match owners.get(adjustment.rule.as_str()) {
                None => ("不存在".to_owned(), "核对编码：可用 mingjing rules search 查找"),
                Some((_, owner)) if adjustment.misses(owner) => (
                    format!("是 {} 的规则，在这一层不执行", owner.as_str()),
                    "只能调整本层及上层的规则",
                ),
                Some(_) => return true,
            };
            let message = format!("要调整的规则 {} {}", adjustment.rule, fault.0);
            problems.push(Problem::error(&adjustment.file, adjustment.line(), message, fault.1));
            false
        });
    }
}

fn hash_of<'s>(sources: impl Iterator<Item = &'s SourceFile>, known: Option<Day>) -> String {
    let mut digest = SourceDigest::default();
    sources.for_each(|source| digest.add(source));
    if let Some(known) = known {
        digest.0.update(known.to_string().as_bytes());
    }
    digest.finish()
}

/// 规则库校验值 · what [`Library::hash`] will be, of sources that are handed over one by one, in order of path.
#[derive(Debug, Default)]
pub struct SourceDigest(Sm3);

impl SourceDigest {
    /// The next source.
    pub fn add(&mut self, source: &SourceFile) {
        let mut part = |text: &str| {
            self.0.update((text.len() as u64).to_le_bytes());
            self.0.update(text.as_bytes());
        };
        part(&source.path);
        part(&source.text);
    }

    /// The hash of all.
    pub fn finish(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
