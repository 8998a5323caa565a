//! The trail: who did or looked at what, when and why, in one order that cannot be changed unseen.
//!
//! A row's hash is SM3 (GB/T 32905) over the hash before it and the row's own fields, each preceded by
//! its length. The events of a row are not copied into it: the row has their digest, and the events
//! point at the row, so that a changed event breaks the trail as a changed row does. The one thing a
//! chain cannot show by itself is that its end was cut off; an [`Anchor`] kept elsewhere shows it.

use crate::LedgerError;
use crate::scope::Viewer;
use crate::sql::{moment, number, text};
use casework::Place;
use domain::Moment;
use serde::{Deserialize, Serialize};
use sm3::{Digest, Sm3};
use sqlx::AnyConnection;
use sqlx::any::AnyRow;

/// 留痕类别 · what a row of the trail says was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Deed {
    /// 办理: events of a matter
    Handle,
    /// 疑点入账
    Intake,
    /// 查看个人信息
    Look,
    /// 任务排队
    Queue,
    /// 任务办结
    Finish,
    /// 收存附件
    Attach,
    /// 导出
    Export,
    /// 出具文书: an official document made from a matter
    Document,
    /// 到期清理
    Retire,
    /// 维护账册: a backup made, the trail checked
    Upkeep,
    /// 重新执行任务, by an administrator
    Retry,
    /// 登记机构
    Organise,
    /// 登记人员
    Staff,
    /// 封存身份
    Seal,
    /// 申请启封
    AskSeal,
    /// 同意启封
    AgreeSeal,
    /// 启封身份
    OpenSeal,
    /// 发放问卷
    Survey,
    /// 收到答卷
    SurveyAnswer,
    /// 查询用量: how much a prescriber or department uses, under a ticket
    Usage,
    /// 拒绝用量查询
    RefuseUsage,
    /// 以低于20%的医德权重核算绩效
    LowWeight,
    /// 导入临床数据: rows of the sheets of clinical conduct
    Clinical,
    /// 登记互认: lists, reminders and answers of mutual recognition
    Recognition,
    /// 修改系统设置
    Setting,
    /// 建立账号
    Account,
    /// 停用账号
    Disable,
    /// 启用账号
    Enable,
    /// 重置密码, by an administrator
    Reset,
    /// 修改密码, by the person
    Password,
    /// 设置动态口令: one-time codes switched on or off
    Code,
    /// 关联统一身份
    Link,
    /// 解除统一身份
    Unlink,
    /// 提请授权
    Propose,
    /// 会签授权
    CoSign,
    /// 不予会签
    Decline,
    /// 撤回提请
    Withdraw,
    /// 授予角色
    Grant,
    /// 收回角色
    Revoke,
    /// 登录: a session opened
    SignIn,
    /// 拒绝登录
    Refuse,
    /// 退出: a session ended
    SignOut,
    /// 发放接口密钥
    Key,
    /// 停用接口密钥
    RevokeKey,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Deed; 44] = [
        Deed::Handle,
        Deed::Intake,
        Deed::Look,
        Deed::Queue,
        Deed::Finish,
        Deed::Attach,
        Deed::Export,
        Deed::Document,
        Deed::Retire,
        Deed::Upkeep,
        Deed::Retry,
        Deed::Organise,
        Deed::Staff,
        Deed::Seal,
        Deed::AskSeal,
        Deed::AgreeSeal,
        Deed::OpenSeal,
        Deed::Survey,
        Deed::SurveyAnswer,
        Deed::Usage,
        Deed::RefuseUsage,
        Deed::LowWeight,
        Deed::Clinical,
        Deed::Recognition,
        Deed::Setting,
        Deed::Account,
        Deed::Disable,
        Deed::Enable,
        Deed::Reset,
        Deed::Password,
        Deed::Code,
        Deed::Link,
        Deed::Unlink,
        Deed::Propose,
        Deed::CoSign,
        Deed::Decline,
        Deed::Withdraw,
        Deed::Grant,
        Deed::Revoke,
        Deed::SignIn,
        Deed::Refuse,
        Deed::SignOut,
        Deed::Key,
        Deed::RevokeKey,
    ];

    /// The stable tag.
    pub const fn tag(self) -> &'static str {
        match self {
            Deed::Handle => "handle",
            Deed::Intake => "intake",
            Deed::Look => "look",
            Deed::Queue => "queue",
            Deed::Finish => "finish",
            Deed::Attach => "attach",
            Deed::Export => "export",
            Deed::Document => "document",
            Deed::Retire => "retire",
            Deed::Upkeep => "upkeep",
            Deed::Retry => "retry",
            Deed::Organise => "organise",
            Deed::Staff => "staff",
            Deed::Seal => "seal",
            Deed::AskSeal => "ask-seal",
            Deed::AgreeSeal => "agree-seal",
            Deed::OpenSeal => "open-seal",
            Deed::Survey => "survey",
            Deed::SurveyAnswer => "survey-answer",
            Deed::Usage => "usage",
            Deed::RefuseUsage => "refuse-usage",
            Deed::LowWeight => "low-weight",
            Deed::Clinical => "clinical",
            Deed::Recognition => "recognition",
            Deed::Setting => "setting",
            Deed::Account => "account",
            Deed::Disable => "disable",
            Deed::Enable => "enable",
            Deed::Reset => "reset",
            Deed::Password => "password",
            Deed::Code => "code",
            Deed::Link => "link",
            Deed::Unlink => "unlink",
            Deed::Propose => "propose",
            Deed::CoSign => "co-sign",
            Deed::Decline => "decline",
            Deed::Withdraw => "withdraw",
            Deed::Grant => "grant",
            Deed::Revoke => "revoke",
            Deed::SignIn => "sign-in",
            Deed::Refuse => "refuse",
            Deed::SignOut => "sign-out",
            Deed::Key => "key",
            Deed::RevokeKey => "revoke-key",
        }
    }

    /// The Chinese word.
    pub const fn zh(self) -> &'static str {
        match self {
            Deed::Handle => "办理",
            Deed::Intake => "疑点入账",
            Deed::Look => "查看个人信息",
            Deed::Queue => "任务排队",
            Deed::Finish => "任务办结",
            Deed::Attach => "收存附件",
            Deed::Export => "导出",
            Deed::Document => "出具文书",
            Deed::Retire => "到期清理",
            Deed::Upkeep => "维护账册",
            Deed::Retry => "重新执行任务",
            Deed::Organise => "登记机构",
            Deed::Staff => "登记人员",
            Deed::Seal => "封存身份",
            Deed::AskSeal => "申请启封",
            Deed::AgreeSeal => "同意启封",
            Deed::OpenSeal => "启封身份",
            Deed::Survey => "发放问卷",
            Deed::SurveyAnswer => "收到答卷",
            Deed::Usage => "查询用量",
            Deed::RefuseUsage => "拒绝用量查询",
            Deed::LowWeight => "降低医德权重",
            Deed::Clinical => "导入临床数据",
            Deed::Recognition => "登记互认",
            Deed::Setting => "修改系统设置",
            Deed::Account => "建立账号",
            Deed::Disable => "停用账号",
            Deed::Enable => "启用账号",
            Deed::Reset => "重置密码",
            Deed::Password => "修改密码",
            Deed::Code => "设置动态口令",
            Deed::Link => "关联统一身份",
            Deed::Unlink => "解除统一身份",
            Deed::Propose => "提请授权",
            Deed::CoSign => "会签授权",
            Deed::Decline => "不予会签",
            Deed::Withdraw => "撤回提请",
            Deed::Grant => "授予角色",
            Deed::Revoke => "收回角色",
            Deed::SignIn => "登录",
            Deed::Refuse => "拒绝登录",
            Deed::SignOut => "退出",
            Deed::Key => "发放接口密钥",
            Deed::RevokeKey => "停用接口密钥",
        }
    }

    /// The deed with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.tag() == tag)
    }
}

/// 留痕 · one row of the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRow {
    /// 序号, from 1 without a gap
    pub number: i64,
    /// 时间
    pub at: Moment,
    /// 经办人
    pub user: String,
    /// 身份
    pub role: String,
    /// 所在: an institution, a division, or empty
    pub place: String,
    /// 类别
    pub deed: Deed,
    /// 对象: a matter, a finding, a job, a file, an account, an organisation, a key
    pub subject: String,
    /// 内容, without personal data
    pub detail: String,
    /// 目的, for a look at personal data
    pub purpose: String,
    /// 摘要 of the events that belong to the row
    pub content: String,
    /// 校验值
    pub hash: String,
}

impl TrailRow {
    /// The hash that the row must have behind a row with this hash.
    pub(crate) fn hash_after(&self, previous: &str) -> String {
        let (number, at) = (self.number.to_string(), self.at.epoch_seconds().to_string());
        digest(&[
            previous,
            &number,
            &at,
            &self.user,
            &self.role,
            &self.place,
            self.deed.tag(),
            &self.subject,
            &self.detail,
            &self.purpose,
            &self.content,
        ])
    }

    pub(crate) fn read(row: &AnyRow) -> Result<Self, LedgerError> {
        let deed = text(row, "deed")?;
        Ok(Self {
            number: number(row, "number")?,
            at: moment(row, "at")?,
            user: text(row, "user_id")?,
            role: text(row, "role")?,
            place: text(row, "place")?,
            deed: Deed::of_tag(&deed).ok_or_else(|| LedgerError::unreadable("留痕类别", &deed))?,
            subject: text(row, "subject")?,
            detail: text(row, "detail")?,
            purpose: text(row, "purpose")?,
            content: text(row, "content")?,
            hash: text(row, "hash")?,
        })
    }
}

/// 锚点 · how long the trail was at a time and how it ended; to be kept, signed, outside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// 条数
    pub count: i64,
    /// 末条校验值
    pub hash: String,
    /// 导出时间, `2026-11-24 09:30:00`
    pub at: String,
}

/// SM3 over texts, each preceded by its length in bytes as eight bytes, big-endian; in hexadecimal.
pub(crate) fn digest(texts: &[&str]) -> String {
    let mut state = Sm3::new();
    for text in texts {
        state.update((text.len() as u64).to_be_bytes());
        state.update(text.as_bytes());
    }
    hex::encode(state.finalize())
}

/// The end of the trail while it is being written.
#[derive(Debug, Default)]
pub(crate) struct Head {
    number: i64,
    hash: String,
}

/// What a row says; number and hash follow.
pub(crate) struct Entry<'a> {
    pub(crate) deed: Deed,
    pub(crate) subject: &'a str,
    pub(crate) detail: &'a str,
    pub(crate) purpose: &'a str,
    pub(crate) content: &'a str,
}

impl Head {
    /// Takes the pen: until the transaction ends nobody else writes.
    pub(crate) async fn take(connection: &mut AnyConnection) -> Result<Self, LedgerError> {
        let row = sqlx::query("UPDATE trail_head SET number = number WHERE id = 1 RETURNING number, hash")
            .fetch_optional(connection)
            .await?
            .ok_or_else(|| LedgerError::unreadable("留痕", "缺少末条记录"))?;
        Ok(Self {
            number: number(&row, "number")?,
            hash: text(&row, "hash")?,
        })
    }

    /// The number that the next row will have.
    pub(crate) fn next(&self) -> i64 {
        self.number + 1
    }

    /// Appends a row.
    pub(crate) async fn append(
        &mut self,
        connection: &mut AnyConnection,
        viewer: &Viewer,
        at: Moment,
        entry: Entry<'_>,
    ) -> Result<(), LedgerError> {
        let place = match &viewer.actor.place {
            Place::Everywhere => "",
            Place::Bureau { division } => division.as_str(),
            Place::Institution { code } => code.as_str(),
        };
        let mut row = TrailRow {
            number: self.next(),
            at,
            user: viewer.user().0.clone(),
            role: viewer.actor.role.zh().to_owned(),
            place: place.to_owned(),
            deed: entry.deed,
            subject: entry.subject.to_owned(),
            detail: entry.detail.to_owned(),
            purpose: entry.purpose.to_owned(),
            content: entry.content.to_owned(),
            hash: String::new(),
        };
        row.hash = row.hash_after(&self.hash);
        sqlx::query(
            "INSERT INTO trail (number, at, user_id, role, place, deed, subject, detail, purpose, content, hash) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        )
        .bind(row.number)
        .bind(row.at.epoch_seconds())
        .bind(row.user)
        .bind(row.role)
        .bind(row.place)
        .bind(row.deed.tag())
        .bind(row.subject)
        .bind(row.detail)
        .bind(row.purpose)
        .bind(row.content)
        .bind(row.hash.clone())
        .execute(connection)
        .await?;
        self.number = row.number;
        self.hash = row.hash;
        Ok(())
    }

    /// Puts the pen down, in the transaction that took it.
    pub(crate) async fn leave(&self, connection: &mut AnyConnection) -> Result<(), LedgerError> {
        sqlx::query("UPDATE trail_head SET number = $1, hash = $2 WHERE id = 1")
            .bind(self.number)
            .bind(self.hash.clone())
            .execute(connection)
            .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_which_field_matters() {
        assert_ne!(digest(&["ab", "c"]), digest(&["a", "bc"]));
        assert_ne!(digest(&["a"]), digest(&["a", ""]));
    }

    /// The published example of GB/T 32905, appendix A.1, of the plain function underneath.
    #[test]
    fn the_function_is_the_published_one() {
        assert_eq!(
            hex::encode(Sm3::digest(b"abc")),
            "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        );
    }
}
