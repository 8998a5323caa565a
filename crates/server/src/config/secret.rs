//! Secrets from the configuration: given in place, or as `env:NAME` and read
//! from the environment, and never printed.

use std::fmt;

/// 密钥、口令 · a shared secret. It prints as `…`, so no log line can carry it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Resolves `env:NAME` against the environment; any other text is the secret itself.
    /// The error is what to tell the operator; it never repeats a secret.
    pub fn resolve(text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let value = match text.strip_prefix("env:") {
            None => text.to_owned(),
            Some(name) => environment(name).ok_or_else(|| format!("环境变量 {name} 未设置"))?,
        };
        if value.trim().is_empty() {
            Err("密钥为空".to_owned())
        } else {
            Ok(Self(value.trim().to_owned()))
        }
    }

    /// The secret, for comparing and hashing.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_come_from_the_environment_and_never_print() {
        let environment = |name: &str| (name == "KEY").then(|| " s3cret\n".to_owned());
        let secret = Secret::resolve("env:KEY", environment).unwrap();
        assert_eq!(secret.expose(), "s3cret");
        assert!(!format!("{secret:?}").contains("s3cret"));
        assert_eq!(
            Secret::resolve("env:NONE", environment),
            Err("环境变量 NONE 未设置".to_owned())
        );
        assert!(Secret::resolve("", environment).is_err());
    }
}
