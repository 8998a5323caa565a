//! What official documents are made with: the fonts of the machine, the texts of the bureau, and where
//! one finds who issues them. Read once, at the start.

use anyhow::Context;
use papers::{FontFiles, Fonts, Issuer, Templates};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::Path;
use utoipa::ToSchema;

/// 发文机关 without its name: what a bureau writes into `issuer.toml`, or fills in for one document.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct IssuerForm {
    /// 联系人
    contact: Option<String>,
    /// 联系电话
    telephone: Option<String>,
    /// 地址
    address: Option<String>,
    /// 退回基金的收款账户
    fund_account: Option<String>,
    /// 缴纳罚款的银行和账户
    fine_account: Option<String>,
    /// 行政复议机关
    reconsideration_body: Option<String>,
    /// 管辖法院
    court: Option<String>,
}

impl IssuerForm {
    /// This, and from another form what this one does not say.
    pub(crate) fn or(self, other: &Self, name: String) -> Issuer {
        let given = |own: Option<String>, other: &Option<String>| {
            let own = own.filter(|text| !text.trim().is_empty());
            own.or_else(|| other.clone()).unwrap_or_default()
        };
        Issuer {
            name,
            contact: given(self.contact, &other.contact),
            telephone: given(self.telephone, &other.telephone),
            address: given(self.address, &other.address),
            fund_account: given(self.fund_account, &other.fund_account),
            fine_account: given(self.fine_account, &other.fine_account),
            reconsideration_body: given(self.reconsideration_body, &other.reconsideration_body),
            court: given(self.court, &other.court),
        }
    }
}

/// 文书用品
#[derive(Debug)]
pub(crate) struct Stationery {
    /// where there are none, a PDF says so when it is made, and a docx needs none
    pub(crate) fonts: Fonts,
    pub(crate) templates: Templates,
    pub(crate) issuer: IssuerForm,
    /// 医疗机构 that issue their own documents, by code
    institutions: BTreeMap<String, IssuerForm>,
}

impl Stationery {
    /// The stationery of a folder; what it does not have is the program's own, or stays to be filled in.
    ///
    /// # Errors
    /// A template or `issuer.toml` that is there and cannot be used: a document without the bureau's own
    /// words would be a wrong one.
    pub(crate) fn read(folder: &Path) -> anyhow::Result<Self> {
        let templates = Some(folder.join("templates")).filter(|path| path.is_dir());
        let issuer = Some(folder.join("issuer.toml")).filter(|path| path.is_file());
        let (issuer, institutions) = match issuer {
            Some(path) => read_issuers(&path)?,
            None => Default::default(),
        };
        Ok(Self {
            fonts: Fonts::find(&FontFiles::default())?,
            templates: match templates {
                Some(folder) => Templates::with_folder(&folder)?,
                None => Templates::shipped()?,
            },
            issuer,
            institutions,
        })
    }

    /// Where one finds an institution that issues a document; the bureau's own telephone is not its.
    pub(crate) fn of_institution(&self, code: &str) -> IssuerForm {
        self.institutions.get(code).cloned().unwrap_or_default()
    }
}

/// The bureau, and the institutions by their codes in `[institution.CODE]`.
fn read_issuers(path: &Path) -> anyhow::Result<(IssuerForm, BTreeMap<String, IssuerForm>)> {
    let wrong = |error: toml::de::Error| anyhow::anyhow!("发文机关{}写得不对：{}", path.display(), error.message());
    let text = std::fs::read_to_string(path).with_context(|| format!("发文机关{}读取失败", path.display()))?;
    let mut bureau: toml::Table = toml::from_str(&text).map_err(wrong)?;
    let institutions = bureau
        .remove("institution")
        .map_or(Ok(BTreeMap::new()), toml::Value::try_into);
    Ok((bureau.try_into().map_err(wrong)?, institutions.map_err(wrong)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_document_says_comes_before_what_the_bureau_says() {
        let bureau = IssuerForm {
            contact: Some("赵敏".to_owned()),
            court: Some("云岭县人民法院".to_owned()),
            ..IssuerForm::default()
        };
        let own = IssuerForm {
            contact: Some("钱明".to_owned()),
            court: Some(" ".to_owned()),
            ..IssuerForm::default()
        };
        let issuer = own.or(&bureau, "云岭县医疗保障局".to_owned());
        assert_eq!(
            (issuer.contact.as_str(), issuer.court.as_str()),
            ("钱明", "云岭县人民法院")
        );
        assert_eq!(issuer.telephone, "");
    }

    #[test]
    fn an_institution_has_its_own_telephone() {
        let folder = tempfile::tempdir().unwrap();
        let text = "telephone = \"0000-1\"\n[institution.H1]\ntelephone = \"0000-2\"\n";
        std::fs::write(folder.path().join("issuer.toml"), text).unwrap();
        let read = Stationery::read(folder.path()).unwrap();
        let telephone = |form: IssuerForm| form.or(&IssuerForm::default(), String::new()).telephone;
        assert_eq!(telephone(read.of_institution("H1")), "0000-2");
        assert_eq!(telephone(read.of_institution("H2")), "");
        assert_eq!(telephone(read.issuer.clone()), "0000-1");
        std::fs::write(folder.path().join("issuer.toml"), "[institution.H1]\n电话 = \"1\"\n").unwrap();
        assert!(
            Stationery::read(folder.path())
                .unwrap_err()
                .to_string()
                .contains("issuer.toml")
        );
    }

    #[test]
    fn a_broken_file_is_named() {
        let folder = tempfile::tempdir().unwrap();
        assert!(Stationery::read(folder.path()).is_ok(), "both files are optional");
        std::fs::write(folder.path().join("issuer.toml"), "联系人 = \"赵敏\"").unwrap();
        let error = Stationery::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("issuer.toml"), "{error}");
        std::fs::remove_file(folder.path().join("issuer.toml")).unwrap();
        std::fs::create_dir(folder.path().join("templates")).unwrap();
        std::fs::write(folder.path().join("templates/recovery-notice.md"), "{没有这个}").unwrap();
        let error = Stationery::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("recovery-notice.md"), "{error}");
    }
}
