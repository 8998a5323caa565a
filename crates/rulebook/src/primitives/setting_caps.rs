//! 上限按就医方式: a cap of its own for each setting of care.

use crate::params::Params;
use crate::rule::setting_named;
use domain::CareSetting;
use std::str::FromStr;

/// Caps by setting.
#[derive(Debug, Clone)]
pub(super) struct SettingCaps<T>(Vec<(CareSetting, T)>);

impl<T: FromStr + Copy> SettingCaps<T> {
    /// Reads the parameter; of a setting that the rule does not fit, and of what is no cap, it is said.
    pub fn read(params: &Params<'_>, fits: fn(CareSetting) -> bool, advice: &str) -> Self {
        let entries = params.node("上限按就医方式").map_or(&[][..], |node| node.entries());
        let mut caps = Vec::with_capacity(entries.len());
        for (word, value) in entries {
            let cap = value.text().and_then(|text| text.parse().ok());
            match (setting_named(word).filter(|&setting| fits(setting)), cap) {
                (Some(setting), Some(cap)) => caps.push((setting, cap)),
                _ => params.problem(value.line, format!("“上限按就医方式”的“{word}”有误"), advice),
            }
        }
        Self(caps)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// That of a setting.
    pub fn of(&self, setting: CareSetting) -> Option<T> {
        self.0.iter().find(|(known, _)| *known == setting).map(|(_, cap)| *cap)
    }

    /// All of them.
    pub fn caps(&self) -> impl Iterator<Item = T> + '_ {
        self.0.iter().map(|(_, cap)| *cap)
    }
}
