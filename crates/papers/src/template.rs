//! Which documents there are, and whose text they are made from: ours, or a bureau's own file.

use crate::PaperError;
use crate::syntax::{self, Block};
use std::collections::BTreeMap;
use std::path::Path;

macro_rules! templates {
    ($($(#[$doc:meta])* $name:ident = $key:literal, $zh:literal;)*) => {
        /// 文书 · every document that is made from a matter.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Template {
            $($(#[$doc])* $name,)*
        }

        impl Template {
            /// All documents, in the order of the work.
            pub const ALL: &'static [Template] = &[$(Template::$name),*];

            /// Key in addresses; the template's file is `<key>.md`.
            pub const fn key(self) -> &'static str {
                match self { $(Template::$name => $key,)* }
            }

            /// The Chinese title.
            pub const fn zh(self) -> &'static str {
                match self { $(Template::$name => $zh,)* }
            }

            const fn shipped(self) -> &'static str {
                match self { $(Template::$name => include_str!(concat!("../templates/", $key, ".md")),)* }
            }
        }
    };
}

templates! {
    /// 审核告知: what was found, and until when to appeal
    ViolationNotice = "violation-notice", "违规通知书";
    /// 复审结果
    SecondReviewReply = "second-review-reply", "申诉答复书（复审）";
    /// 合议结果
    JointReviewReply = "joint-review-reply", "申诉答复书（合议）";
    /// 部署自查自纠
    SelfAuditNotice = "self-audit-notice", "自查自纠通知书";
    /// 拟作处罚的告知: statement, defence, hearing
    PenaltyNotice = "penalty-notice", "行政处罚事先告知书";
    /// 处罚决定
    PenaltyDecision = "penalty-decision", "行政处罚决定书";
    /// 追回
    RecoveryNotice = "recovery-notice", "基金追回通知书";
    /// 责令整改
    RectificationOrder = "rectification-order", "责令整改通知书";
    /// 移送其他部门
    TransferLetter = "transfer-letter", "线索移送函";
    /// 医保支付资格记分
    PointsNotice = "points-notice", "记分通知书";
    /// 年度考评
    AssessmentForm = "ethics-assessment-form", "医德考评登记表";
    /// 考评结果的公示
    AssessmentPublicity = "ethics-publicity", "医德考评结果公示";
    /// 一票否决
    VetoForm = "ethics-veto-form", "医德考评一票否决情形认定表";
    /// 申诉已受理
    AppealAcceptance = "ethics-appeal-acceptance", "申诉受理通知书（医德医风）";
    /// 申诉已答复
    AppealReply = "ethics-appeal-reply", "申诉答复书（医德医风）";
    /// 红包礼品
    PacketForm = "packet-form", "拒收、上交“红包”礼品登记表";
    /// 退还、转为预交金的凭证
    PacketReturn = "packet-return", "“红包”礼品退还凭证";
    /// 医患双方的协议
    PacketAgreement = "packet-agreement", "医患双方不收不送“红包”协议书";
    /// 锦旗、感谢信
    CommendationForm = "commendation-form", "锦旗、感谢信等表扬登记表";
    /// 医疗投诉
    ComplaintForm = "complaint-form", "医疗投诉登记表";
    /// 答复投诉人
    ComplaintReply = "complaint-reply", "医疗投诉答复书";
    /// 约谈
    TalkNotice = "talk-notice", "约谈通知书";
    /// 约谈的纪要
    TalkMinutes = "talk-minutes", "约谈纪要";
    /// 函询
    InquiryLetter = "inquiry-letter", "谈话函询函";
    /// 抗菌药物超标
    AntimicrobialNotice = "antimicrobial-talk-notice", "抗菌药物超标约谈通知书";
    /// 检查发现的问题
    DutyNotice = "duty-rectification-notice", "整改通知书";
    /// 核验通过的问题
    DutyClosing = "duty-closing-form", "整改销号表";
    /// 巡查发现的问题
    TourLedger = "tour-ledger", "巡查问题台账";
    /// 统方查询
    UsageForm = "usage-query-form", "统方查询申请审批表";
    /// 讲课、兼职等
    DeclarationForm = "declaration-form", "学术讲课、兼职等事项申报表";
    /// 廉洁承诺
    PledgeLetter = "integrity-pledge", "廉洁行医承诺书";
    /// 五好评价
    FiveGoodForm = "five-good-form", "“五好”清廉医院评价表";
    /// 一个人的档案, of no single matter
    EthicsArchive = "ethics-archive", "医德档案";
    /// 一个区域的一年, of no single matter
    DistrictYear = "district-year-report", "医德医风和清廉医院建设情况年度报告";
    /// 一个区域的一个季度, of no single matter
    DistrictQuarter = "district-quarter-report", "医德医风和清廉医院建设情况季度报告";
}

impl Template {
    /// The document of a key.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|template| template.key() == key)
    }

    /// The file name of its text.
    pub fn file_name(self) -> String {
        format!("{}.md", self.key())
    }
}

/// 文书模板 · the text of every document, parsed and checked.
#[derive(Debug, Clone)]
pub struct Templates {
    texts: BTreeMap<Template, Vec<Block>>,
}

impl Templates {
    /// The texts that come with the program.
    ///
    /// # Errors
    /// [`PaperError::Template`]; a test holds that there is none.
    pub fn shipped() -> Result<Self, PaperError> {
        let mut texts = BTreeMap::new();
        for template in Template::ALL.iter().copied() {
            texts.insert(
                template,
                syntax::parse(template, &template.file_name(), template.shipped())?,
            );
        }
        Ok(Self { texts })
    }

    /// The texts of the program, each replaced by the file of its name in a bureau's folder.
    ///
    /// # Errors
    /// A file that cannot be read, is broken, or has the name of no document: it would otherwise
    /// be left out silently.
    pub fn with_folder(folder: &Path) -> Result<Self, PaperError> {
        let failed = |path: &Path, problem: String| PaperError::TemplateFile {
            path: path.to_owned(),
            problem,
        };
        let mut templates = Self::shipped()?;
        let entries = std::fs::read_dir(folder).map_err(|error| failed(folder, error.to_string()))?;
        for entry in entries {
            let path = entry.map_err(|error| failed(folder, error.to_string()))?.path();
            let Some(key) = path.extension().filter(|end| *end == "md").and(path.file_stem()) else {
                continue;
            };
            let Some(template) = key.to_str().and_then(Template::of_key) else {
                let known: Vec<String> = Template::ALL.iter().map(|template| template.file_name()).collect();
                let problem = format!("没有叫这个名字的文书。文件名应为：{}", known.join("、"));
                return Err(failed(&path, problem));
            };
            let bytes = std::fs::read(&path).map_err(|error| failed(&path, error.to_string()))?;
            let text = String::from_utf8(bytes)
                .map_err(|_| failed(&path, "不是UTF-8编码。请用编辑器另存为UTF-8。".to_owned()))?;
            let blocks = syntax::parse(template, &path.display().to_string(), &text)?;
            templates.texts.insert(template, blocks);
        }
        Ok(templates)
    }

    pub(crate) fn blocks(&self, template: Template) -> &[Block] {
        self.texts.get(&template).map_or(&[], Vec::as_slice)
    }
}
