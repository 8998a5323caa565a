//! `[single_sign_on]` · the provider of identities (OpenID Connect) by which people may sign in to the
//! workbench beside their passwords.

use super::Secret;
use super::reader::{ConfigError, Section};
use axum::http::Uri;
use std::net::IpAddr;

/// 单点登录 · who says who somebody is, and as whom we ask.
#[derive(Debug, Clone)]
pub struct SingleSignOn {
    /// 名称, on the button of the sign-in page
    pub name: String,
    /// 签发者: the address of the provider, exactly as it names itself
    pub issuer: String,
    /// 应用标识, under which this installation is registered with the provider
    pub client_id: String,
    /// 应用密钥
    pub client_secret: Secret,
    /// 本系统地址 as browsers see it, such as `https://mingjing.example.gov.cn`, without a path
    pub origin: String,
    /// 首次关联依据; none where the administrator links every account
    pub link_by: Option<LinkClaim>,
    /// scopes that are asked for beside `openid`
    pub scopes: Vec<String>,
}

/// 首次关联依据 · what of the provider's word is the login of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkClaim {
    /// `preferred_username`
    Username,
    /// `email`, once the provider has verified it
    Email,
}

impl LinkClaim {
    /// As the standard calls it.
    pub const fn tag(self) -> &'static str {
        match self {
            LinkClaim::Username => "preferred_username",
            LinkClaim::Email => "email",
        }
    }
}

impl SingleSignOn {
    pub(super) fn read(
        section: Option<Section<'_>>,
        environment: &impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, ConfigError> {
        let Some(mut section) = section else { return Ok(None) };
        let issuer = section.required_text("issuer", "请填统一身份认证平台的签发者地址（issuer）")?;
        let origin = section.required_text(
            "origin",
            "请填浏览器访问本系统的地址，如 https://mingjing.example.gov.cn",
        )?;
        for (key, address) in [("issuer", issuer), ("origin", origin)] {
            if !is_safe(address) {
                return Err(section.error(
                    key,
                    format!("“{address}”不是 https 地址"),
                    "请写成 https://…；只有本机回环地址可以用 http",
                ));
            }
        }
        let path = origin
            .parse::<Uri>()
            .map(|uri| uri.path().to_owned())
            .unwrap_or_default();
        if origin.ends_with('/') || path != "/" {
            return Err(section.error("origin", "不能带路径", "请只写协议、主机和端口，末尾没有斜线"));
        }
        let secret = section.required_text(
            "client_secret",
            "请写 env:变量名 或 file:文件路径，由环境变量或只有本程序可读的文件提供",
        )?;
        if !secret.starts_with("env:") && !secret.starts_with("file:") {
            return Err(section.error(
                "client_secret",
                "密钥不能写在配置文件里",
                "请写 env:变量名 或 file:文件路径",
            ));
        }
        let client_secret = Secret::resolve(secret, environment)
            .map_err(|message| section.error("client_secret", message, "请检查环境变量或密钥文件"))?;
        let claims = [
            ("none", None),
            (LinkClaim::Username.tag(), Some(LinkClaim::Username)),
            (LinkClaim::Email.tag(), Some(LinkClaim::Email)),
        ];
        let read = Self {
            name: section
                .text("name")?
                .filter(|name| !name.is_empty())
                .unwrap_or("统一身份认证")
                .to_owned(),
            issuer: issuer.to_owned(),
            client_id: section
                .required_text("client_id", "请填在统一身份认证平台登记的应用标识")?
                .to_owned(),
            client_secret,
            origin: origin.to_owned(),
            link_by: section.choice("link_by", None, &claims)?,
            scopes: section.texts("scopes")?.into_iter().map(str::to_owned).collect(),
        };
        section.finish()?;
        Ok(Some(read))
    }
}

/// What is said on the way cannot be read or changed: TLS, or the machine itself.
fn is_safe(address: &str) -> bool {
    let Ok(uri) = address.parse::<Uri>() else { return false };
    let host = uri.host().unwrap_or_default().trim_matches(['[', ']']);
    let local = host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback());
    match uri.scheme_str() {
        Some("https") => !host.is_empty(),
        Some("http") => local,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::config::{Config, ConfigError};

    fn parse(text: &str) -> Result<Config, ConfigError> {
        let environment = |name: &str| (name == "KEY").then(|| "s3cret".to_owned());
        Config::parse("mj.toml", text, "127.0.0.1:8080".parse().unwrap(), environment)
    }

    const WHOLE: &str = "[single_sign_on]\nissuer = \"https://sso.example.gov.cn/realms/yb\"\nclient_id = \"mingjing\"\n\
                         client_secret = \"env:KEY\"\norigin = \"https://mingjing.example.gov.cn\"\n";

    #[test]
    fn a_whole_section_is_read_and_its_secret_is_not_printed() {
        let config = parse(&format!("{WHOLE}link_by = \"email\"")).unwrap();
        let sso = config.single_sign_on.unwrap();
        assert_eq!(
            (sso.client_secret.expose(), sso.name.as_str()),
            ("s3cret", "统一身份认证")
        );
        assert_eq!(sso.link_by, Some(super::LinkClaim::Email));
        assert!(!format!("{sso:?}").contains("s3cret"));
        assert!(parse("").unwrap().single_sign_on.is_none());
    }

    #[test]
    fn what_would_be_unsafe_is_refused_with_the_remedy() {
        for (from, to, complaint) in [
            ("https://sso", "http://sso", "single_sign_on.issuer：“http://sso"),
            (
                "https://mingjing.example.gov.cn",
                "http://10.0.0.1",
                "single_sign_on.origin：“http://10.0.0.1”",
            ),
            ("gov.cn\"\n", "gov.cn/\"\n", "single_sign_on.origin：不能带路径"),
            (
                "env:KEY",
                "s3cret",
                "single_sign_on.client_secret：密钥不能写在配置文件里",
            ),
            ("env:KEY", "env:NONE", "环境变量 NONE 未设置"),
            ("env:KEY", "file:/nowhere/at/all", "密钥文件 /nowhere/at/all 读不出来"),
            ("client_id = \"mingjing\"\n", "", "single_sign_on.client_id：缺少此项"),
        ] {
            let said = parse(&WHOLE.replacen(from, to, 1)).map(|_| ()).unwrap_err().to_string();
            assert!(said.contains(complaint), "{said}");
            assert!(!said.contains("s3cret"), "{said}");
        }
        let text = WHOLE.replace("https://sso.example.gov.cn/realms/yb", "http://127.0.0.1:9/");
        assert!(parse(&text).is_ok(), "on the machine itself");
    }
}
