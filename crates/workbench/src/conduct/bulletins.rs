//! The monthly bulletin: made of the ledgers for the office that asks, read by the institution once it is
//! published, and by the health section as far as it is public. Its course is that of any matter.

mod composition;
mod editing;
mod page;
mod picture;
mod print;
mod publication;
mod settings;

pub(crate) use composition::{__path_compose, compose};
pub use composition::{Composed, LeakRow, compose_issue};
pub use editing::Editing;
pub(crate) use page::{__path_edition, __path_list as __path_list_bulletins, edition, list as list_bulletins};
pub(crate) use picture::{__path_picture, picture};
pub(crate) use print::{__path_file as __path_bulletin_file, file as bulletin_file};
pub(crate) use publication::{before, mark, name_of, not_by_hand, taken};
pub(crate) use settings::{__path_set_settings, __path_settings, set_settings, settings};

use crate::consequences::system;
use crate::{Caller, Problem, Workbench};
use casework::{Place, Role};
use conduct::bulletin::{Basis, Bulletin, Composition, Edition, Stage};
use ledger::{FileKind, Kind, MatterId};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Who works on an issue before it is published.
const DRAFTERS: [Role; 3] = [Role::EthicsOffice, Role::DisciplineOffice, Role::HospitalLeader];

/// 存档 · an edition as it lies on the shelf, with the rows of the ledgers that it prints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    edition: Edition,
    /// numbers of gifts
    packets: Vec<String>,
    /// numbers of commendations
    commendations: Vec<String>,
    /// 归期 that was in force
    #[serde(default)]
    basis: Basis,
}

/// 版本
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Which {
    /// 院内版
    Internal,
    /// 公开版
    Public,
}

impl Which {
    fn zh(self) -> &'static str {
        match self {
            Self::Internal => "院内版",
            Self::Public => "公开版",
        }
    }

    fn file(self, composition: &Composition) -> &str {
        match self {
            Self::Internal => &composition.internal.digest,
            Self::Public => &composition.public.digest,
        }
    }
}

/// Which edition is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct OfEdition {
    /// the internal one where it is not given, and for who reads only the public one, that
    #[param(inline)]
    edition: Option<Which>,
}

/// 期 · an issue with its number of changes.
struct Found {
    id: MatterId,
    version: i64,
    state: Bulletin,
}

fn id_of(name: &str) -> Result<MatterId, Problem> {
    Ok(MatterId::new(Kind::Bulletin, name)?)
}

/// The issue, whoever asks.
async fn find(workbench: &Workbench, name: &str) -> Result<Found, Problem> {
    let id = id_of(name)?;
    let viewer = system();
    let course = workbench.ledger().read(&viewer).matter::<Bulletin>(&id).await?;
    Ok(Found {
        version: course.version(),
        state: course.state,
        id,
    })
}

/// The issue and the edition of it that the caller may read: what is published is everybody's of the
/// institution, what is drafted of those who work on it, and the public edition of what is published the
/// health section's. For others there is no such issue.
async fn readable(
    workbench: &Workbench,
    caller: &Caller,
    name: &str,
    wanted: Option<Which>,
) -> Result<(Found, Which), Problem> {
    let found = find(workbench, name).await?;
    let is_published = matches!(found.state.stage, Stage::Published | Stage::Final);
    match &caller.viewer().actor.place {
        Place::Institution { code } => {
            let own = found.state.institution() == Some(code);
            match own && (is_published || DRAFTERS.contains(&caller.role())) {
                true => Ok((found, wanted.unwrap_or(Which::Internal))),
                false => Err(Problem::not_found("这一期通报")),
            }
        }
        Place::Bureau { .. } | Place::Everywhere => {
            // Whether it lies in the district is the books' to say.
            workbench.ledger().read(caller.viewer()).row(&found.id).await?;
            match is_published && wanted.is_none_or(|which| which == Which::Public) {
                true => Ok((found, Which::Public)),
                false => Err(Problem::not_found("这一期通报")),
            }
        }
    }
}

/// What was composed, as it lies on the shelf; none before.
fn kept(workbench: &Workbench, state: &Bulletin, which: Which) -> Result<Option<Kept>, Problem> {
    let Some(composition) = &state.composition else {
        return Ok(None);
    };
    let content = workbench.shelf().content(which.file(composition))?;
    let kept = serde_json::from_slice(&content).map_err(|error| ledger::LedgerError::Corrupt {
        place: "通报存档".to_owned(),
        problem: error.to_string(),
    })?;
    Ok(Some(kept))
}

/// Whether a file of an issue is an edition of it, which is read at the addresses of editions alone.
pub(crate) fn is_edition(id: &MatterId, kind: &str) -> bool {
    id.kind() == Kind::Bulletin && kind == FileKind::Json.tag()
}
