//! Secrets from the configuration: given in place, as `env:NAME` and read from the
//! environment, or as `file:PATH` and read from a file; and never printed.

use std::fmt;

/// 密钥、口令 · a shared secret. It prints as `…`, so no log line can carry it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Resolves `env:NAME` against the environment and reads `file:PATH`; any other text is the secret itself.
    /// The error is what to tell the operator; it never repeats a secret.
    pub fn resolve(text: &str, environment: impl Fn(&str) -> Option<String>) -> Result<Self, String> {
        let value = if let Some(name) = text.strip_prefix("env:") {
            environment(name).ok_or_else(|| format!("环境变量 {name} 未设置"))?
        } else if let Some(path) = text.strip_prefix("file:") {
            std::fs::read_to_string(path).map_err(|error| format!("密钥文件 {path} 读不出来（{error}）"))?
        } else {
            text.to_owned()
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
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        std::fs::write(&path, "of-a-file\n").unwrap();
        let named = format!("file:{}", path.display());
        assert_eq!(Secret::resolve(&named, environment).unwrap().expose(), "of-a-file");
    }
}
