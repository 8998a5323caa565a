//! Licences of everything that is linked: only what Apache-2.0 software may ship.

use super::Complaint;
use crate::tree::Tree;
use serde_json::Value;
use std::process::Command;

/// Licences that ask for a notice at most.
const ACCEPTED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
    // BSD in other words; the cluster's DataFusion brings the library.
    "bzip2-1.0.6",
];

pub(super) fn accepted(_: &Tree) -> Vec<Complaint> {
    match packages() {
        Ok(packages) => packages
            .iter()
            .filter(|(_, licence)| !is_accepted(licence))
            .map(|(name, licence)| {
                let advice =
                    format!("{name} is licensed “{licence}”: choose another package, or decide and write it down");
                Complaint::new("Cargo.lock", 0, advice)
            })
            .collect(),
        Err(why) => vec![Complaint::new("Cargo.lock", 0, why)],
    }
}

/// Name with version, and licence expression, of every package that this platform builds.
fn packages() -> Result<Vec<(String, String)>, String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let host = target(&cargo)?;
    let arguments = ["metadata", "--format-version=1", "--locked", "--filter-platform", &host];
    let metadata: Value = serde_json::from_slice(&output(&cargo, &arguments)?).map_err(|error| error.to_string())?;
    let text = |package: &Value, key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let built: Vec<String> = metadata["resolve"]["nodes"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|node| text(node, "id"))
        .collect();
    let packages = metadata["packages"].as_array().into_iter().flatten();
    Ok(packages
        .filter(|package| built.contains(&text(package, "id")))
        .map(|package| {
            (
                format!("{} {}", text(package, "name"), text(package, "version")),
                text(package, "license"),
            )
        })
        .collect())
}

fn target(cargo: &str) -> Result<String, String> {
    let version = String::from_utf8(output(cargo, &["-vV"])?).map_err(|error| error.to_string())?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "cargo does not name its host".to_owned())
}

fn output(cargo: &str, arguments: &[&str]) -> Result<Vec<u8>, String> {
    let output = Command::new(cargo)
        .args(arguments)
        .current_dir(Tree::root())
        .output()
        .map_err(|error| format!("cargo does not start: {error}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!(
            "cargo {}: {}",
            arguments.join(" "),
            String::from_utf8_lossy(&output.stderr).trim()
        ))
    }
}

/// True where the expression can be met with accepted licences: `OR` needs one side, `AND` both.
fn is_accepted(expression: &str) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    let met = either(&mut words);
    met && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn either(words: &mut Words<'_>) -> bool {
    let mut met = both(words);
    while words.next_if_eq(&"OR").is_some() {
        met |= both(words);
    }
    met
}

fn both(words: &mut Words<'_>) -> bool {
    let mut met = single(words);
    while words.next_if_eq(&"AND").is_some() {
        met &= single(words);
    }
    met
}

fn single(words: &mut Words<'_>) -> bool {
    match words.next() {
        Some("(") => either(words) & words.next_if_eq(&")").is_some(),
        Some(name) if words.next_if_eq(&"WITH").is_some() => {
            let exception = words.next().unwrap_or_default();
            ACCEPTED.contains(&format!("{name} WITH {exception}").as_str())
        }
        Some(name) => ACCEPTED.contains(&name),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_weighed() {
        for good in [
            "MIT",
            "MIT OR GPL-3.0",
            "MIT/Apache-2.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
        ] {
            assert!(is_accepted(good), "{good}");
        }
        for bad in [
            "",
            "GPL-3.0",
            "MIT AND GPL-3.0",
            "(MIT",
            "GPL-2.0 WITH Classpath-exception-2.0",
            "MIT)",
        ] {
            assert!(!is_accepted(bad), "{bad}");
        }
    }

    #[test]
    fn every_package_is_looked_at() {
        let packages = packages().unwrap();
        assert!(
            packages
                .iter()
                .any(|(name, licence)| name.starts_with("domain ") && licence == "Apache-2.0")
        );
        assert!(packages.len() > 20);
    }
}
