//! The tree of organisations: bureaus above bureaus, agencies, institutions, departments; and how far
//! each institution has come with each channel.

use crate::administer::reaches;
use crate::denial::plain;
use crate::grant::place_columns;
use crate::reading::Reading;
use crate::sql::{given, text};
use crate::trail::{self, Deed, Entry};
use crate::writing::Writing;
use crate::{Denial, Ledger, LedgerError};
use casework::Place;
use domain::{Division, InstitutionCode};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

macro_rules! tagged {
    ($(#[$doc:meta])* $name:ident, $what:literal: $($(#[$each:meta])* $variant:ident $tag:literal $zh:literal;)*) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$each])* $variant,)*
        }

        impl $name {
            /// The stable tag.
            pub const fn tag(self) -> &'static str {
                match self { $($name::$variant => $tag,)* }
            }

            /// The Chinese word.
            pub const fn zh(self) -> &'static str {
                match self { $($name::$variant => $zh,)* }
            }

            /// What has this tag.
            pub fn of_tag(tag: &str) -> Option<Self> {
                match tag { $($tag => Some($name::$variant),)* _ => None }
            }

            pub(crate) fn read(row: &sqlx::any::AnyRow, column: &str) -> Result<Self, LedgerError> {
                let tag = text(row, column)?;
                Self::of_tag(&tag).ok_or_else(|| LedgerError::unreadable($what, &tag))
            }
        }
    };
}
pub(crate) use tagged;

tagged! {
    /// 机构类别
    OrganisationKind, "机构类别":
    /// 医保局
    Bureau "bureau" "医保局";
    /// 经办机构
    Agency "agency" "经办机构";
    /// 定点医药机构
    Institution "institution" "定点医药机构";
    /// 科室
    Department "department" "科室";
}

tagged! {
    /// 接入状态 of one channel
    AccessState, "接入状态":
    /// 未启动
    NotStarted "not_started" "未启动";
    /// 接口已改造
    InterfaceChanged "interface_changed" "接口已改造";
    /// 联调中
    JointTest "joint_test" "联调中";
    /// 已上线
    Live "live" "已上线";
}

/// 接入情况 · the three channels of an institution.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Access {
    /// 事前提醒 (3101)
    pub prescribing: AccessState,
    /// 事中结算 (3102)
    pub settlement: AccessState,
    /// 处理反馈 (3103)
    pub feedback: AccessState,
}

impl Access {
    /// Nothing has been started.
    pub const NONE: Access = Access {
        prescribing: AccessState::NotStarted,
        settlement: AccessState::NotStarted,
        feedback: AccessState::NotStarted,
    };
}

/// 机构 · one node of the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Organisation {
    /// 编号: `fixmedins_code` of an institution
    pub code: String,
    /// 名称
    pub name: String,
    /// 类别, which stays what it was
    pub kind: OrganisationKind,
    /// 上级编号
    pub parent: Option<String>,
    /// 医保区划, of six digits; that of a department is its institution's, whatever is given
    pub division: Division,
    /// 级别, in the words of the bureau
    pub level: Option<String>,
    /// 接入情况; only institutions have any
    pub access: Access,
}

const SELECT: &str =
    "SELECT code, name, kind, parent, division, level, prescribing, settlement, feedback FROM organisation";

impl Organisation {
    pub(crate) fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        Ok(Self {
            code: text(row, "code")?,
            name: text(row, "name")?,
            kind: OrganisationKind::read(row, "kind")?,
            parent: given(row, "parent")?,
            division: Division::new(text(row, "division")?),
            level: given(row, "level")?,
            access: Access {
                prescribing: AccessState::read(row, "prescribing")?,
                settlement: AccessState::read(row, "settlement")?,
                feedback: AccessState::read(row, "feedback")?,
            },
        })
    }

    fn values(&self) -> [&str; 9] {
        [
            &self.code,
            &self.name,
            self.kind.tag(),
            self.parent.as_deref().unwrap_or_default(),
            self.division.as_str(),
            self.level.as_deref().unwrap_or_default(),
            self.access.prescribing.tag(),
            self.access.settlement.tag(),
            self.access.feedback.tag(),
        ]
    }

    pub(crate) fn subject(&self) -> String {
        format!("organisation/{}", self.code)
    }

    /// What the trail holds of the row.
    pub(crate) fn seal(&self) -> String {
        trail::digest(&self.values())
    }

    /// The place whose administrators keep this row: departments are their institution's own affair.
    fn place(&self) -> Place {
        match (self.kind, &self.parent) {
            (OrganisationKind::Department, Some(parent)) => Place::Institution {
                code: InstitutionCode::new(parent),
            },
            _ => Place::Bureau {
                division: self.division.clone(),
            },
        }
    }

    fn check(&self) -> Result<(), Denial> {
        plain("code", "机构编号", &self.code, 64)?;
        plain("name", "机构名称", &self.name, 200)?;
        if self.code.contains(char::is_whitespace) {
            return Err(Denial::field_is(
                "code",
                "机构编号",
                "不能含有空格。请按登记的编号填写。",
            ));
        }
        if let Some(level) = &self.level {
            plain("level", "级别", level, 50)?;
        }
        if self.kind != OrganisationKind::Institution && self.access != Access::NONE {
            return Err(Denial::field_is(
                "access",
                "接入情况",
                "只有定点医药机构登记接入情况。请改为“未启动”。",
            ));
        }
        Ok(())
    }

    /// What stands above this in the tree may stand there.
    fn fits_below(&self, parent: &Organisation) -> Result<(), Denial> {
        use OrganisationKind::{Agency, Bureau, Department, Institution};
        let fits = match self.kind {
            Bureau | Agency => parent.kind == Bureau,
            Institution => matches!(parent.kind, Bureau | Agency),
            Department => parent.kind == Institution,
        };
        if !fits {
            return Err(Denial::field_is(
                "parent",
                "上级机构",
                "医保局、经办机构的上级是医保局，定点医药机构的上级是医保局或经办机构，科室的上级是定点医药机构。请重新选择。",
            ));
        }
        if !parent.division.governs(&self.division) {
            return Err(Denial::field_is(
                "division",
                "医保区划",
                "不在上级机构的区划内。请核对区划或上级机构。",
            ));
        }
        Ok(())
    }
}

impl Writing<'_> {
    /// Registers an organisation, or writes it anew; the kind stays. When the division of an institution
    /// changes, its departments follow. What changes nothing leaves no row in the trail.
    ///
    /// # Errors
    /// [`LedgerError::Denied`]; [`LedgerError::NotFound`] outside the administrator's own place;
    /// [`LedgerError::Refused`] for other roles.
    pub async fn put_organisation(&mut self, organisation: &Organisation) -> Result<Organisation, LedgerError> {
        self.must_administer("登记机构").await?;
        organisation.check()?;
        let mut new = organisation.clone();
        let parent = self.parent_of(&new).await?;
        if let (OrganisationKind::Department, Some(parent)) = (new.kind, &parent) {
            new.division = parent.division.clone();
        }
        let digits = new.division.as_str();
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Denial::field_is("division", "医保区划", "须为六位数字。请按行政区划代码填写。").into());
        }
        if let Some(parent) = &parent {
            new.fits_below(parent)?;
        }
        let before = find(self.connection(), &new.code).await?;
        if let Some(before) = &before {
            self.must_reach(&before.place()).await?;
            if before.kind != new.kind {
                return Err(Denial::field_is("kind", "机构类别", "登记后不能改变。请另行登记一个机构。").into());
            }
        }
        self.must_reach(&new.place()).await?;
        if before.as_ref() == Some(&new) {
            return Ok(new);
        }
        self.carry_along(&new).await?;
        self.store_organisation(&new).await?;
        Ok(new)
    }

    /// The organisation above, which is there and not below.
    async fn parent_of(&mut self, new: &Organisation) -> Result<Option<Organisation>, LedgerError> {
        let deny = |why| Denial::field_is("parent", "上级机构", why);
        let Some(code) = &new.parent else {
            return match new.kind {
                OrganisationKind::Department => Err(deny("科室须有上级机构。请选择所属的定点医药机构。").into()),
                _ => Ok(None),
            };
        };
        let parent = find(self.connection(), code).await?;
        let parent = parent.ok_or_else(|| deny("没有登记。请先登记上级机构。"))?;
        let mut above = Some(parent.clone());
        while let Some(organisation) = above {
            if organisation.code == new.code {
                return Err(deny("不能是本机构或其下级。请重新选择。").into());
            }
            above = match &organisation.parent {
                Some(code) => find(self.connection(), code).await?,
                None => None,
            };
        }
        Ok(Some(parent))
    }

    /// Departments follow a division; anything else below must still lie within it.
    async fn carry_along(&mut self, new: &Organisation) -> Result<(), LedgerError> {
        let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE parent = $1 ORDER BY code"));
        let rows = sqlx::query(query)
            .bind(new.code.clone())
            .fetch_all(self.connection())
            .await?;
        for row in &rows {
            let mut below = Organisation::read(row)?;
            if below.kind == OrganisationKind::Department {
                if below.division != new.division {
                    below.division = new.division.clone();
                    self.store_organisation(&below).await?;
                }
            } else if !new.division.governs(&below.division) {
                return Err(Denial::field_is(
                    "division",
                    "医保区划",
                    "有下级机构不在新的区划内。请先改变下级机构的上级。",
                )
                .into());
            }
        }
        Ok(())
    }

    async fn store_organisation(&mut self, new: &Organisation) -> Result<(), LedgerError> {
        let query = sqlx::query(
            "INSERT INTO organisation (code, name, kind, parent, division, level, prescribing, settlement, feedback) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (code) DO UPDATE SET name = excluded.name, \
             parent = excluded.parent, division = excluded.division, level = excluded.level, \
             prescribing = excluded.prescribing, settlement = excluded.settlement, feedback = excluded.feedback",
        );
        let values = new.values();
        let query = values
            .iter()
            .fold(query, |query, value| query.bind((*value).to_owned()));
        query.execute(self.connection()).await?;
        let detail = format!(
            "{}；上级{}；区划{}；开立{}、结算{}、反馈{}",
            new.kind.zh(),
            new.parent.as_deref().unwrap_or("无"),
            new.division.as_str(),
            new.access.prescribing.zh(),
            new.access.settlement.zh(),
            new.access.feedback.zh(),
        );
        self.log(Entry {
            deed: Deed::Organise,
            subject: &new.subject(),
            detail: &detail,
            purpose: "",
            content: &new.seal(),
        })
        .await
    }
}

impl Reading<'_> {
    /// The organisations at the viewer's place and below it, by code.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`], [`LedgerError::Corrupt`]
    pub async fn organisations(&self) -> Result<Vec<Organisation>, LedgerError> {
        let query = sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY code"));
        let rows = sqlx::query(query).fetch_all(&mut *self.seat().await?).await?;
        let all: Vec<Organisation> = rows.iter().map(Organisation::read).collect::<Result<_, _>>()?;
        let own = &self.viewer.actor.place;
        Ok(all
            .into_iter()
            .filter(|organisation| match own {
                Place::Everywhere => true,
                Place::Bureau { division } => division.governs(&organisation.division),
                Place::Institution { code } => {
                    organisation.code == code.as_str() || organisation.parent.as_deref() == Some(code.as_str())
                }
            })
            .collect())
    }

    /// One organisation.
    ///
    /// # Errors
    /// [`LedgerError::NotFound`] also for one outside the viewer's place.
    pub async fn organisation(&self, code: &str) -> Result<Organisation, LedgerError> {
        let not_found = || LedgerError::NotFound {
            what: "机构",
            id: code.chars().filter(|ch| !ch.is_control()).take(64).collect(),
        };
        let mut connection = self.seat().await?;
        let organisation = find(&mut connection, code).await?.ok_or_else(not_found)?;
        let own = &self.viewer.actor.place;
        let itself = matches!(own, Place::Institution { code: own } if own.as_str() == organisation.code);
        match itself || reaches(&mut connection, own, &organisation.place()).await? {
            true => Ok(organisation),
            false => Err(not_found()),
        }
    }
}

impl Ledger {
    /// What a place is called: the name of the institution, or of the bureau of the division (of its
    /// agency where no bureau is registered); the code itself where nothing is.
    ///
    /// # Errors
    /// [`LedgerError::Unavailable`]
    pub async fn place_name(&self, place: &Place) -> Result<String, LedgerError> {
        let code = place_columns(place).1;
        let query = match place {
            Place::Everywhere => return Ok("全部机构".to_owned()),
            Place::Institution { .. } => "SELECT name FROM organisation WHERE code = $1",
            Place::Bureau { .. } => {
                "SELECT name FROM organisation WHERE division = $1 AND kind IN ('bureau', 'agency') \
                 ORDER BY kind DESC, code LIMIT 1"
            }
        };
        let row = sqlx::query(query).bind(code).fetch_optional(&self.readers).await?;
        row.map_or_else(|| Ok(code.to_owned()), |row| text(&row, "name"))
    }
}

/// An organisation, whoever asks.
pub(crate) async fn find(connection: &mut AnyConnection, code: &str) -> Result<Option<Organisation>, LedgerError> {
    // No code has such characters, and PostgreSQL takes no zero byte.
    if code.contains(char::is_control) {
        return Ok(None);
    }
    let query = sqlx::AssertSqlSafe(format!("{SELECT} WHERE code = $1"));
    let row = sqlx::query(query)
        .bind(code.to_owned())
        .fetch_optional(connection)
        .await?;
    row.as_ref().map(Organisation::read).transpose()
}

/// The division of an institution that is registered.
pub(crate) async fn division_of(connection: &mut AnyConnection, code: &str) -> Result<Option<Division>, LedgerError> {
    let found = find(connection, code).await?;
    Ok(found
        .filter(|found| found.kind == OrganisationKind::Institution)
        .map(|found| found.division))
}

/// Every organisation, for the check of the trail.
pub(crate) async fn all(connection: &mut AnyConnection) -> Result<Vec<Organisation>, LedgerError> {
    let rows = sqlx::query(SELECT).fetch_all(connection).await?;
    rows.iter().map(Organisation::read).collect()
}
