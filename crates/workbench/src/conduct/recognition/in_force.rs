//! The lists of mutual recognition as they are in force, held in memory: most orders are of items that are
//! on no list, and that is to be known without asking the books.

use conduct::Department;
use conduct::recognition::{Directions, Order, Participant, Places, Register, Settings, Windows};
use domain::{Day, Division, InstitutionCode, ItemCode, Money, PersonId, PractitionerCode};
use ledger::{LedgerError, ParticipantRow, Reading, RecognisedItem};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// 在用目录
#[derive(Debug)]
pub(super) struct InForce {
    places: Arc<Places>,
    directions: Arc<Directions>,
    register: Arc<Register>,
    items: HashMap<String, Vec<RecognisedItem>>,
}

/// 开立的项目 · an examination as an institution's system tells of it.
#[derive(Debug)]
pub(super) struct Ordered {
    pub(super) institution: InstitutionCode,
    /// the number of the order at the institution
    pub(super) number: String,
    pub(super) department: Department,
    pub(super) doctor: PractitionerCode,
    pub(super) person: PersonId,
    pub(super) item: ItemCode,
    pub(super) on: Day,
    pub(super) fee: Money,
}

impl InForce {
    /// Reads the lists.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub(super) async fn read(reading: &Reading<'_>) -> Result<Self, LedgerError> {
        let (rows, listed) = (reading.participants().await?, reading.recognised_items().await?);
        let unusable = |error: &dyn std::fmt::Display| LedgerError::Corrupt {
            place: "程序所带的互认表".to_owned(),
            problem: error.to_string(),
        };
        let named = named(&rows);
        let places = Places::of(named.iter().map(|(code, name)| (code.as_str(), name.as_str())));
        let places = places.with_shipped_regions().map_err(|error| unusable(&error))?;
        let directions = Directions::shipped().map_err(|error| unusable(&error))?;
        let register: Register = rows.into_iter().map(|row| row.participant).collect();
        let mut items: HashMap<String, Vec<RecognisedItem>> = HashMap::new();
        for item in listed {
            items.entry(item.item.national().to_owned()).or_default().push(item);
        }
        Ok(Self {
            places: Arc::new(places),
            directions: Arc::new(directions),
            register: Arc::new(register),
            items,
        })
    }

    /// What the nearest list says of an item at an institution that takes part; none where its results are
    /// not recognised there.
    pub(super) fn listed(&self, institution: &InstitutionCode, item: &ItemCode) -> Option<&RecognisedItem> {
        let items = self.items.get(item.national())?;
        let here = self.register.get(institution)?;
        RecognisedItem::nearest(items, &here.division)
    }

    /// An institution that takes part.
    pub(super) fn participant(&self, institution: &InstitutionCode) -> Option<&Participant> {
        self.register.get(institution)
    }

    /// The order of a listed item, with what holds for it.
    pub(super) fn order(&self, ordered: Ordered, listed: &RecognisedItem) -> (Order, Settings) {
        let settings = Settings {
            places: Arc::clone(&self.places),
            directions: Arc::clone(&self.directions),
            windows: Windows::of(&listed.item, listed.days),
            register: Arc::clone(&self.register),
        };
        let order = Order {
            number: ordered.number,
            institution: ordered.institution,
            department: ordered.department,
            doctor: ordered.doctor,
            person: ordered.person,
            item: ordered.item,
            item_name: listed.name.clone(),
            kind: listed.kind,
            ordered_on: ordered.on,
            fee: ordered.fee,
        };
        (order, settings)
    }
}

/// The names of the divisions in which participants lie, each with the divisions above it.
fn named(rows: &[ParticipantRow]) -> BTreeMap<String, String> {
    let mut named = BTreeMap::new();
    for row in rows {
        let code: &Division = &row.participant.division;
        for (level, name) in (1..).zip(row.place.split('/').map(str::trim)) {
            if let Some(head) = code.as_str().get(..2 * level)
                && !name.is_empty()
            {
                named.insert(format!("{head:0<6}"), name.to_owned());
            }
        }
    }
    named
}
