//! 接入方 · One caller: how it proves itself, and in what its messages differ
//! from the national rules.

use super::Secret;
use super::reader::{ConfigError, Section};
use crate::auth::{Auth, AuthMethod, Network, within};
use crate::national_crypto::{CallerKey, DEFAULT_USER_ID, SignedPart};
use crate::wire::{CallerProfile, Encoding, FailPolicy, Sm4Key, Sm4Mode};
use domain::{Division, InstitutionCode};
use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

/// One caller, or the default for those not listed.
#[derive(Debug, Clone)]
pub struct Caller {
    /// 机构编号; empty for the default
    pub code: InstitutionCode,
    /// 机构名称, for the operator
    pub name: String,
    /// how it proves itself; none where nobody is admitted under this entry
    pub auth: Option<Auth>,
    /// what its `cainfo` signs and with which key, where it is checked
    pub cainfo: Option<(SignedPart, CallerKey)>,
    /// 代报机构 · for which institutions it speaks, besides its own
    pub speaks_for: SpeaksFor,
    /// 所在区划, where the configuration says it: it then decides which local layer applies
    pub division: Option<Division>,
    /// in what its messages differ from the national rules
    pub profile: CallerProfile,
}

/// 代报机构 · for which institutions a listed caller speaks, besides its own.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SpeaksFor {
    /// for itself alone
    #[default]
    Itself,
    /// for these as well: a group, a county's shared platform
    Also(Vec<InstitutionCode>),
    /// for whomever it names: a platform that has proven its callers itself
    Anybody,
}

impl SpeaksFor {
    /// True where the caller may speak for an institution other than its own.
    pub fn includes(&self, code: &InstitutionCode) -> bool {
        match self {
            SpeaksFor::Itself => false,
            SpeaksFor::Also(codes) => codes.contains(code),
            SpeaksFor::Anybody => true,
        }
    }
}

/// All callers.
#[derive(Debug, Clone)]
pub struct Callers {
    default: Caller,
    listed: HashMap<InstitutionCode, Caller>,
    /// where all of them call from; none where some may call from anywhere
    networks: Option<Vec<Network>>,
}

impl Callers {
    /// The entry under which an institution calls.
    pub fn find(&self, code: &InstitutionCode) -> &Caller {
        self.listed.get(code).unwrap_or(&self.default)
    }

    /// False for an address, or an unknown one, from which no entry admits anybody, whatever he sends.
    pub fn may_come_from(&self, peer: Option<IpAddr>) -> bool {
        let networks = self.networks.as_deref();
        networks.is_none_or(|networks| peer.is_some_and(|peer| within(networks, peer)))
    }

    /// The institution under which something of a call is judged and kept: the one that the message
    /// names, if the caller who sent it may speak for it; else none. An entry of its own binds a caller
    /// to its institution; a caller without one may be anybody who has none.
    pub fn allows(&self, caller: &Caller, named: &InstitutionCode) -> bool {
        if caller.code.is_empty() {
            return !self.listed.contains_key(named);
        }
        *named == caller.code || caller.speaks_for.includes(named)
    }

    /// The entry of those that are not listed.
    pub fn unlisted(&self) -> &Caller {
        &self.default
    }

    /// The listed institutions, by code.
    pub fn listed(&self) -> Vec<&Caller> {
        let mut listed: Vec<&Caller> = self.listed.values().collect();
        listed.sort_by(|one, other| one.code.cmp(&other.code));
        listed
    }

    /// True where no entry admits anybody.
    pub(super) fn nobody(&self) -> bool {
        self.default.auth.is_none() && self.listed.values().all(|caller| caller.auth.is_none())
    }

    pub(super) fn read(
        default: Option<Section<'_>>,
        institutions: Vec<Section<'_>>,
        listen: SocketAddr,
        environment: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        // On the machine itself, whoever can call can also read the configuration.
        let open = Auth {
            method: AuthMethod::Open,
            networks: Vec::new(),
        };
        let unnamed = Caller {
            code: InstitutionCode::default(),
            name: String::new(),
            auth: listen.ip().is_loopback().then_some(open),
            cainfo: None,
            speaks_for: SpeaksFor::Itself,
            division: None,
            profile: CallerProfile::default(),
        };
        let default = match default {
            None => unnamed,
            Some(mut section) => {
                let caller = Caller::read(&mut section, &unnamed, environment)?;
                section.finish()?;
                caller
            }
        };
        let mut listed = HashMap::new();
        for mut section in institutions {
            let code = InstitutionCode::new(section.required_text("code", "请填定点医药机构编号（fixmedins_code）")?);
            let name = section.text("name")?.unwrap_or_default().to_owned();
            let caller = Caller {
                code: code.clone(),
                name,
                speaks_for: speaks_for(&mut section)?,
                division: division(&mut section)?,
                ..Caller::read(&mut section, &default, environment)?
            };
            if caller.auth.is_none() {
                return Err(section.error(
                    "auth",
                    format!("机构 {code} 没有鉴权方式"),
                    "请在本节或 [default] 中写 auth，可填：tif、apikey、bearer、ip、open",
                ));
            }
            if listed.contains_key(&code) {
                return Err(section.error("code", format!("机构 {code} 写了两次"), "请合并为一节"));
            }
            section.finish()?;
            listed.insert(code, caller);
        }
        let networks = networks_of([&default].into_iter().chain(listed.values()));
        Ok(Self {
            default,
            listed,
            networks,
        })
    }
}

/// Where these may call from, each network once; none where one of them may call from anywhere.
fn networks_of<'c>(callers: impl Iterator<Item = &'c Caller>) -> Option<Vec<Network>> {
    let mut all: Vec<Network> = Vec::new();
    for auth in callers.filter_map(|caller| caller.auth.as_ref()) {
        if auth.networks.is_empty() {
            return None;
        }
        let new: Vec<Network> = auth
            .networks
            .iter()
            .copied()
            .filter(|network| !all.contains(network))
            .collect();
        all.extend(new);
    }
    Some(all)
}

impl Caller {
    /// Reads one section; what it does not say is as in `base`.
    fn read(
        section: &mut Section<'_>,
        base: &Caller,
        environment: &impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            code: base.code.clone(),
            name: base.name.clone(),
            auth: auth(section, environment)?.or_else(|| base.auth.clone()),
            cainfo: cainfo(section)?.unwrap_or_else(|| base.cainfo.clone()),
            speaks_for: base.speaks_for.clone(),
            division: base.division.clone(),
            profile: profile(section, &base.profile, environment)?,
        })
    }
}

/// The kinds of `auth`, before the keys that each needs are read.
#[derive(Clone, Copy)]
enum Kind {
    Inherit,
    Tif,
    ApiKey,
    Bearer,
    Address,
    Open,
}

const KINDS: [(&str, Kind); 5] = [
    ("tif", Kind::Tif),
    ("apikey", Kind::ApiKey),
    ("bearer", Kind::Bearer),
    ("ip", Kind::Address),
    ("open", Kind::Open),
];

fn auth(section: &mut Section<'_>, environment: &impl Fn(&str) -> Option<String>) -> Result<Option<Auth>, ConfigError> {
    let kind = section.choice("auth", Kind::Inherit, &KINDS)?;
    let networks = networks(section, "ip_allow")?;
    let paasid = section.text("paasid")?.map(str::to_owned);
    let secret = match section.text("secret")? {
        None => None,
        Some(text) => Some(Secret::resolve(text, environment).map_err(|message| {
            section.error("secret", message, "请填密钥，或写 env:变量名 并在启动前设置该环境变量")
        })?),
    };
    let needed = |secret: Option<Secret>| {
        secret.ok_or_else(|| section.error("secret", "缺少此项", "此鉴权方式需要 secret，可写 env:变量名"))
    };
    let method = match kind {
        Kind::Inherit if secret.is_some() || paasid.is_some() || !networks.is_empty() => {
            return Err(section.error("auth", "缺少此项", "写了 secret、paasid 或 ip_allow 时须同时写 auth"));
        }
        Kind::Inherit => return Ok(None),
        Kind::Tif => AuthMethod::Tif {
            paasid,
            secret: needed(secret)?,
        },
        Kind::ApiKey => AuthMethod::ApiKey(needed(secret)?),
        Kind::Bearer => AuthMethod::Bearer(needed(secret)?),
        Kind::Address if networks.is_empty() => {
            return Err(section.error("ip_allow", "缺少此项", "auth = \"ip\" 时须列出允许的地址或网段"));
        }
        Kind::Address => AuthMethod::Address,
        Kind::Open => AuthMethod::Open,
    };
    Ok(Some(Auth { method, networks }))
}

/// The peculiarities of a caller's messages; what the section does not say is as in `base`.
fn profile(
    section: &mut Section<'_>,
    base: &CallerProfile,
    environment: &impl Fn(&str) -> Option<String>,
) -> Result<CallerProfile, ConfigError> {
    let mode = section.choice(
        "sm4_mode",
        Sm4Mode::Ecb,
        &[("ecb", Sm4Mode::Ecb), ("cbc", Sm4Mode::CbcZeroIv)],
    )?;
    let sm4_key = match section.text("sm4_key")? {
        None => base.sm4_key.clone(),
        Some(text) => {
            let key = Secret::resolve(text, environment)
                .and_then(|secret| Sm4Key::parse(secret.expose(), mode).map_err(|error| error.to_string()));
            Some(key.map_err(|message| {
                section.error(
                    "sm4_key",
                    message,
                    "请填 32 位十六进制密钥或 16 个字符，可写 env:变量名",
                )
            })?)
        }
    };
    let encodings = [("utf-8", Encoding::Utf8), ("gb18030", Encoding::Gb18030)];
    let failures = [("pass", FailPolicy::Pass), ("refuse", FailPolicy::Refuse)];
    let as_text = section.choice("infcode", base.infcode_as_text, &[("number", false), ("text", true)])?;
    Ok(CallerProfile {
        infcode_as_text: as_text,
        single_object_result: section.flag("single_result", base.single_object_result)?,
        reply_encoding: section.choice("encoding", base.reply_encoding, &encodings)?,
        sm4_key,
        findings_max: section.number("findings_max", base.findings_max, 1..=1_000)?,
        settlement_failure: section.choice("settlement_failure", base.settlement_failure, &failures)?,
        refuse_on_block: section.flag("refuse_on_block", base.refuse_on_block)?,
        extra_fields: section.flag("extra_fields", base.extra_fields)?,
        trust_self_pay: section.flag("trust_self_pay", base.trust_self_pay)?,
        success_text: section
            .text("success_text")?
            .map(str::to_owned)
            .or_else(|| base.success_text.clone()),
        behaviour_as_level: section.flag("behaviour_as_level", base.behaviour_as_level)?,
    })
}

/// Where an institution is.
fn division(section: &mut Section<'_>) -> Result<Option<Division>, ConfigError> {
    let Some(code) = section.text("division")? else {
        return Ok(None);
    };
    if !matches!(code.len(), 2 | 4 | 6) || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(section.error(
            "division",
            format!("“{code}”不是区划代码"),
            "请填数字的区划代码，如 440300",
        ));
    }
    Ok(Some(Division::new(code)))
}

/// For whom else an institution speaks. Not a thing to have by default.
fn speaks_for(section: &mut Section<'_>) -> Result<SpeaksFor, ConfigError> {
    let codes = section.texts("speaks_for")?;
    Ok(match codes.as_slice() {
        [] => SpeaksFor::Itself,
        codes if codes.contains(&"*") => SpeaksFor::Anybody,
        _ => SpeaksFor::Also(codes.into_iter().map(InstitutionCode::new).collect()),
    })
}

/// How `cainfo` is checked; none where the section says nothing, none inside where it is not to be.
fn cainfo(section: &mut Section<'_>) -> Result<Option<Option<(SignedPart, CallerKey)>>, ConfigError> {
    let kinds = [
        ("input", Some(Some(SignedPart::Input))),
        ("envelope", Some(Some(SignedPart::Envelope))),
        ("none", Some(None)),
    ];
    let part = section.choice("cainfo", None, &kinds)?;
    let public_key = section.text("sm2_public_key")?;
    let user_id = section.text("sm2_user_id")?.unwrap_or(DEFAULT_USER_ID);
    match (part, public_key) {
        (None, _) => Ok(None),
        (Some(None), _) => Ok(Some(None)),
        (Some(Some(_)), None) => Err(section.error(
            "sm2_public_key",
            "缺少此项",
            "核验 cainfo 需要接入方的 SM2 公钥（十六进制）",
        )),
        (Some(Some(part)), Some(public_key)) => {
            let key = CallerKey::parse(public_key, user_id).map_err(|error| {
                section.error(
                    "sm2_public_key",
                    error.to_string(),
                    "请填 128 位十六进制公钥，或以 04 开头的 130 位",
                )
            })?;
            Ok(Some(Some((part, key))))
        }
    }
}

/// A list of addresses and networks.
pub(super) fn networks(section: &mut Section<'_>, key: &'static str) -> Result<Vec<Network>, ConfigError> {
    let texts = section.texts(key)?;
    let parsed: Result<Vec<Network>, ConfigError> = texts
        .into_iter()
        .map(|text| {
            text.parse()
                .map_err(|error| section.error(key, format!("“{text}”{error}"), "请写成 10.1.2.3 或 10.1.0.0/16"))
        })
        .collect();
    parsed
}
