//! Why an account, a grant or an organisation is not written as asked.

/// 不予登记 · every reason there is. The codes are stable; callers may depend on them.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// something that was filled in is not as it must be
    #[error("{what}不符合要求：{why}")]
    Field {
        /// 字段, as callers name it
        field: &'static str,
        /// 字段名称
        what: &'static str,
        /// 原因和办法
        why: &'static str,
    },
    /// a login that another account has, however it is written
    #[error("登录名“{login}”已有账号使用（不分大小写）。请换一个登录名。")]
    LoginTaken {
        /// 登录名
        login: String,
    },
    /// an administrator's deed on his own account
    #[error("不能为自己的账号{action}。请由另一名系统管理员办理。")]
    OwnAccount {
        /// 要办的事
        action: &'static str,
    },
    /// an administrator or security auditor who is one no longer
    #[error("您的{role}角色已被收回、已到期或账号已停用，不能{action}。请重新登录后查看现有角色。")]
    RightsEnded {
        /// 角色
        role: &'static str,
        /// 要办的事
        action: &'static str,
    },
    /// roles that one account must not have together
    #[error("系统管理员、安全审计员和业务角色须由不同账号担任（三员分立）。请先收回现有角色，或另建账号。")]
    Separation,
    /// nobody would be left to administer
    #[error("这是最后一名长期有效、管理全部范围的系统管理员。请先为另一账号授予该角色，再办理本项。")]
    LastAdministrator,
    /// an identity that belongs to another account
    #[error("该统一身份已关联其他账号。请核对用户标识；确需改为本账号的，先解除原来的关联。")]
    IdentityTaken,
    /// an account that no sign-in links by itself
    #[error("该账号的统一身份须由系统管理员办理关联。请与系统管理员联系。")]
    LinkByHand,
    /// nobody would be left to sign grants
    #[error(
        "这是最后一名长期有效、管理全部范围的安全审计员，授权须由安全审计员会签。请先为另一账号授予该角色，再办理本项。"
    )]
    LastAuditor,
    /// who proposed a grant, or would have it, does not sign it
    #[error("会签人不能是提请人，也不能是被授权的本人。请由另一名安全审计员会签。")]
    CoSigner,
    /// a proposal that was decided, or lapsed
    #[error("该授权提请{state}，不能再办理。仍需授权的，请系统管理员重新提请。")]
    ProposalEnded {
        /// 状态
        state: &'static str,
    },
    /// the administrator who proposed is one no longer
    #[error("提请人已不是管理该范围的系统管理员，不能会签。请由现任系统管理员重新提请。")]
    ProposerGone,
    /// a second first administrator
    #[error("账册中已有账号，不能再建立首个系统管理员。请由现有系统管理员建立账号并授权。")]
    AlreadySetUp,
}

impl Denial {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Denial::Field { .. } => "LG-FIELD",
            Denial::LoginTaken { .. } => "LG-LOGIN-TAKEN",
            Denial::OwnAccount { .. } => "LG-OWN-ACCOUNT",
            Denial::RightsEnded { .. } => "LG-RIGHTS-ENDED",
            Denial::Separation => "LG-SEPARATION",
            Denial::LastAdministrator => "LG-LAST-ADMINISTRATOR",
            Denial::LastAuditor => "LG-LAST-AUDITOR",
            Denial::CoSigner => "LG-CO-SIGNER",
            Denial::ProposalEnded { .. } => "LG-PROPOSAL-ENDED",
            Denial::ProposerGone => "LG-PROPOSER-GONE",
            Denial::AlreadySetUp => "LG-ALREADY-SET-UP",
            Denial::IdentityTaken => "LG-IDENTITY-TAKEN",
            Denial::LinkByHand => "LG-LINK-BY-HAND",
        }
    }

    /// The field that must be filled in otherwise, where it is one.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            Denial::Field { field, .. } => Some(field),
            Denial::LoginTaken { .. } => Some("login"),
            _ => None,
        }
    }

    pub(crate) fn field_is(field: &'static str, what: &'static str, why: &'static str) -> Self {
        Denial::Field { field, what, why }
    }
}

/// A text that is filled in, has no control characters and is not too long.
pub(crate) fn plain(field: &'static str, what: &'static str, text: &str, most: usize) -> Result<(), Denial> {
    let deny = |why| Err(Denial::field_is(field, what, why));
    if text.trim() != text || text.is_empty() {
        return deny("不能为空，首尾不能有空格。请重新填写。");
    }
    if text.chars().count() > most || text.contains(char::is_control) {
        return deny("过长或含有控制字符。请改短并只用一般文字。");
    }
    Ok(())
}
