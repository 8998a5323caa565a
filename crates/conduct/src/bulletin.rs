//! The monthly bulletin (月度通报，一医清风式): an issue with its number, period and day of publication, each
//! independent of the others; an [`Edition`] that is generated from the ledgers and never typed; a
//! [`gate`] that looks for what must not be printed; and the course from plan to the end of publicity.
//!
//! The issue keeps its editions as files, named by their digests, with the figures that they show and
//! the leaks that the gate found. No issue passes its first check with a leak, and no figure enters
//! that its headline does not say.

mod edition;
mod figures;
mod gate;
mod generate;
mod honour;
mod issue;
mod learning;
mod masking;
mod offer;
mod page;
mod table;

pub use edition::{
    Audience, CommendationRow, ComplaintSummary, Edition, Excerpt, HonourRow, HonouredPerson, Masthead, Picture,
    Warning,
};
pub use figures::{Figures, Times};
pub use gate::{Image, Leak, LeakKind, Watch, gate};
pub use generate::{Amounts, Basis, Material, Order, Settings, generate, published_rows};
pub use honour::{Candidate, Honour, candidates, choose};
pub use issue::{Bulletin, Command, Composition, Event, Issue, Objection, Period, Stage, Tombstone};
pub use learning::{LearningItem, LinkCheck, MediaItem, numeral};
pub use masking::{excerpt, mask_name, mask_number, shown_count};
pub use table::{Cell, Table};
