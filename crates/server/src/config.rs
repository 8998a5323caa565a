//! 配置 · The configuration file: limits of the service, what is remembered,
//! the bound on blocks, and who may call with which peculiarities.
//!
//! Without a file everything has a default that is safe on the machine itself:
//! calls from loopback are accepted, nothing is refused to a hospital on our
//! own failure. A reading error names file, line and key and says what to do.

mod caller;
mod reader;
mod secret;
mod single_sign_on;

pub use caller::{Caller, Callers, SpeaksFor};
pub use reader::ConfigError;
pub use secret::Secret;
pub use single_sign_on::{LinkClaim, SingleSignOn};

use crate::app::now;
use crate::auth::Network;
use crate::history::Scope;
use crate::wire::BODY_BYTES_MAX;
use domain::Day;
use reader::{Section, Source};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use store::StoreOptions;

/// The whole configuration.
#[derive(Debug, Clone)]
pub struct Config {
    /// limits of the service
    pub server: ServerConfig,
    /// what is remembered of a person
    pub history: HistoryConfig,
    /// the bound on blocks
    pub guard: GuardConfig,
    /// who may call, and how
    pub callers: Callers,
    /// 单点登录; none where people sign in by password alone
    pub single_sign_on: Option<SingleSignOn>,
}

/// `[server]` · limits of the service.
#[derive(Debug, Clone)]
pub struct ServerConfig {
    /// 正文上限: the largest request body, in bytes
    pub body_bytes_max: usize,
    /// 时限: our own deadline, from the complete request
    pub deadline: Duration,
    /// 落盘时限: how long the reply to a blocked settlement waits for its record
    pub record_wait: Duration,
    /// 提醒方时限: how long a 3101 call waits, in all, for who speaks beside the book
    pub advice_wait: Duration,
    /// 并发上限: calls judged at the same time
    pub calls_max: usize,
    /// 收文时限: how long a caller may take to send its body
    pub receive_wait: Duration,
    /// 停机宽限: how long running calls may take once the service is told to stop
    pub stop_wait: Duration,
    /// 规则目录巡查间隔
    pub books_poll: Duration,
    /// 示例知识点也提示: for demonstrations only; off, sample knowledge is not asked
    pub samples_speak: bool,
    /// addresses whose `X-Forwarded-For` is believed
    pub proxies: Vec<Network>,
}

/// `[history]` · what is remembered of a person.
#[derive(Debug, Clone)]
pub struct HistoryConfig {
    /// 记忆天数: how long an encounter is remembered after its last event, in days
    pub days: i32,
    /// the most encounters remembered per person
    pub encounters_max: usize,
    /// the most lines remembered per person
    pub lines_max: usize,
    /// the most records that wait to be written
    pub queue_max: usize,
    /// whose encounters reach this installation
    pub scope: Scope,
    /// 完整起始日: everything from this day on is in the store, without a gap; none where the store knows only what it saw itself
    pub complete_from: Option<Day>,
}

/// `[guard]` · the bound on blocks.
#[derive(Debug, Clone)]
pub struct GuardConfig {
    /// the most blocks per rule, hour and institution
    pub blocks_per_rule_hour: u32,
}

impl Config {
    /// The configuration where no file is given.
    pub fn without_file(listen: SocketAddr) -> Result<Self, ConfigError> {
        Self::parse("（缺省）", "", listen, |_| None)
    }

    /// Reads a file, taking `env:NAME` secrets from the environment of the process.
    pub fn read(path: &Path, listen: SocketAddr) -> Result<Self, ConfigError> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|error| ConfigError {
            file: file.clone(),
            line: 0,
            key: String::new(),
            message: format!("读不出来（{error}）"),
            advice: "请检查路径与权限，文件须为 UTF-8 编码".to_owned(),
        })?;
        Self::parse(&file, &text, listen, |name| std::env::var(name).ok())
    }

    /// Reads the text of a configuration file called `file`.
    pub fn parse(
        file: &str,
        text: &str,
        listen: SocketAddr,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let source = Source { file, text };
        let table = toml::de::DeTable::parse(text).map_err(|error| {
            let at = error.span().unwrap_or_default();
            source.error(
                at,
                "",
                format!("不是有效的 TOML（{}）", error.message()),
                "请检查引号、等号与方括号",
            )
        })?;
        let mut root = Section::new(source, "", 0..0, table.get_ref());
        let server = ServerConfig::read(root.section("server")?)?;
        let history = HistoryConfig::read(root.section("history")?)?;
        let guard = GuardConfig::read(root.section("guard")?)?;
        let single_sign_on = SingleSignOn::read(root.section("single_sign_on")?, &environment)?;
        let default = root.section("default")?;
        let institutions = root.sections("institution")?;
        let callers = Callers::read(default, institutions, listen, &environment)?;
        root.finish()?;
        if callers.nobody() {
            return Err(ConfigError {
                file: file.to_owned(),
                line: 0,
                key: "default.auth".to_owned(),
                message: format!("监听地址 {listen} 不是本机回环地址，却没有配置任何鉴权"),
                advice: "请在 [default] 或各 [[institution]] 中配置 auth；确需不鉴权时写 auth = \"open\"；或只监听 127.0.0.1"
                    .to_owned(),
            });
        }
        Ok(Self {
            server,
            history,
            guard,
            callers,
            single_sign_on,
        })
    }
}

impl ServerConfig {
    fn read(section: Option<Section<'_>>) -> Result<Self, ConfigError> {
        let mut server = Self {
            body_bytes_max: 8 << 20,
            deadline: Duration::from_millis(300),
            record_wait: Duration::from_millis(250),
            advice_wait: Duration::from_millis(8),
            calls_max: 64,
            receive_wait: Duration::from_secs(15),
            stop_wait: Duration::from_secs(10),
            books_poll: Duration::from_secs(2),
            samples_speak: false,
            proxies: Vec::new(),
        };
        let Some(mut section) = section else { return Ok(server) };
        server.body_bytes_max = section.number("body_mib", 8_usize, 1..=BODY_BYTES_MAX >> 20)? << 20;
        server.deadline = Duration::from_millis(section.number("deadline_ms", 300, 10..=10_000)?);
        server.record_wait = Duration::from_millis(section.number("record_wait_ms", 250, 10..=10_000)?);
        server.advice_wait = Duration::from_millis(section.number("advice_ms", 8, 0..=1_000)?);
        server.calls_max = section.number("calls_max", 64, 1..=4_096)?;
        server.receive_wait = Duration::from_secs(section.number("receive_wait_s", 15, 1..=300)?);
        server.stop_wait = Duration::from_secs(section.number("stop_wait_s", 10, 1..=300)?);
        server.books_poll = Duration::from_secs(section.number("books_poll_s", 2, 1..=3_600)?);
        server.samples_speak = section.flag("samples_speak", false)?;
        server.proxies = caller::networks(&mut section, "proxies")?;
        section.finish()?;
        Ok(server)
    }
}

impl HistoryConfig {
    fn read(section: Option<Section<'_>>) -> Result<Self, ConfigError> {
        let mut history = Self {
            days: 800,
            encounters_max: 400,
            lines_max: 4_000,
            queue_max: 4_096,
            scope: Scope::Region,
            complete_from: None,
        };
        let Some(mut section) = section else { return Ok(history) };
        history.days = section.number("days", history.days, 1..=3_660)?;
        history.encounters_max = section.number("encounters_max", history.encounters_max, 1..=10_000)?;
        history.lines_max = section.number("lines_max", history.lines_max, 1..=100_000)?;
        history.queue_max = section.number("queue_max", history.queue_max, 1..=1_000_000)?;
        let scopes = [("region", Scope::Region), ("institution", Scope::Institution)];
        history.scope = section.choice("scope", history.scope, &scopes)?;
        history.complete_from = section.day("complete_from")?;
        if history.complete_from.is_some_and(|day| day > now().day()) {
            return Err(section.error(
                "complete_from",
                "日期在今天之后",
                "请填已导入的结算明细从哪一天起完整，不确定的不要填",
            ));
        }
        section.finish()?;
        Ok(history)
    }

    /// The limits under which the store is opened.
    pub fn store_options(&self) -> StoreOptions {
        StoreOptions {
            queue_max: self.queue_max,
            encounters_per_person_max: self.encounters_max,
            lines_per_person_max: self.lines_max,
            keep_days: self.days,
        }
    }
}

impl GuardConfig {
    fn read(section: Option<Section<'_>>) -> Result<Self, ConfigError> {
        let Some(mut section) = section else {
            return Ok(Self {
                blocks_per_rule_hour: 200,
            });
        };
        let blocks_per_rule_hour = section.number("blocks_per_rule_hour", 200, 0..=1_000_000)?;
        section.finish()?;
        Ok(Self { blocks_per_rule_hour })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::AuthMethod;

    const LOCAL: &str = "127.0.0.1:8080";
    const PUBLIC: &str = "0.0.0.0:8080";

    fn parse(text: &str, listen: &str) -> Result<Config, ConfigError> {
        let environment = |name: &str| (name == "KEY").then(|| "from-environment".to_owned());
        Config::parse("mj.toml", text, listen.parse().unwrap(), environment)
    }

    fn complaint(text: &str) -> String {
        parse(text, LOCAL).unwrap_err().to_string()
    }

    #[test]
    fn defaults_are_open_on_the_machine_itself_and_refused_elsewhere() {
        let config = parse("", LOCAL).unwrap();
        let caller = config.callers.find(&"H1".into());
        assert!(matches!(caller.auth.as_ref().unwrap().method, AuthMethod::Open));
        assert_eq!(config.guard.blocks_per_rule_hour, 200);
        assert_eq!(config.server.body_bytes_max, 8 << 20);
        let refusal = parse("", PUBLIC).unwrap_err().to_string();
        assert!(
            refusal.contains("没有配置任何鉴权") && refusal.contains("auth = \"open\""),
            "{refusal}"
        );
        assert!(parse("[default]\nauth = \"open\"", PUBLIC).is_ok());
    }

    #[test]
    fn institutions_inherit_and_deviate() {
        let text = r#"
            [default]
            auth = "apikey"
            secret = "env:KEY"
            findings_max = 20
            [[institution]]
            code = "H1"
            infcode = "text"
            [[institution]]
            code = "H2"
            auth = "ip"
            ip_allow = ["10.0.0.0/8"]
            refuse_on_block = true
        "#;
        let config = parse(text, PUBLIC).unwrap();
        let (first, second) = (config.callers.find(&"H1".into()), config.callers.find(&"H2".into()));
        assert!(first.profile.infcode_as_text && first.profile.findings_max == 20);
        let AuthMethod::ApiKey(secret) = &first.auth.as_ref().unwrap().method else {
            panic!("inherits apikey")
        };
        assert_eq!(secret.expose(), "from-environment");
        assert!(matches!(second.auth.as_ref().unwrap().method, AuthMethod::Address));
        assert!(second.profile.refuse_on_block && !second.profile.infcode_as_text);
        assert!(config.callers.find(&"H3".into()).code.is_empty());
    }

    #[test]
    fn an_institution_may_switch_off_what_all_others_check() {
        let key = "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13";
        let text = format!(
            "[default]\ncainfo = \"input\"\nsm2_public_key = \"{key}\"\n\
             [[institution]]\ncode = \"H1\"\ncainfo = \"none\"\n[[institution]]\ncode = \"H2\"\n"
        );
        let config = parse(&text, LOCAL).unwrap();
        assert!(config.callers.find(&"H1".into()).cainfo.is_none());
        assert!(config.callers.find(&"H2".into()).cainfo.is_some());
    }

    #[test]
    fn history_is_complete_only_from_a_day_that_was_written_down() {
        assert_eq!(
            parse("[history]\ndays = 30", LOCAL).unwrap().history.complete_from,
            None
        );
        let config = parse("[history]\ncomplete_from = \"2026-01-01\"", LOCAL).unwrap();
        assert_eq!(config.history.complete_from, Day::parse("2026-01-01").ok());
    }

    #[test]
    fn listed_institutions_do_not_open_the_door_to_others() {
        let config = parse(
            "[[institution]]\ncode = \"H1\"\nauth = \"bearer\"\nsecret = \"t\"",
            PUBLIC,
        )
        .unwrap();
        assert!(config.callers.find(&"H2".into()).auth.is_none());
    }

    #[test]
    fn complaints_name_file_line_key_and_remedy() {
        let cases = [
            (
                "[server]\ndeadline_ms = \"fast\"",
                "mj.toml 第 2 行 server.deadline_ms：应为范围内的整数",
            ),
            ("[server]\n\nspeed = 1", "第 3 行 server.speed：不认识此项"),
            ("[serve]", "serve：不认识此项"),
            (
                "[guard]\nblocks_per_rule_hour = -1",
                "第 2 行 guard.blocks_per_rule_hour",
            ),
            ("[[institution]]\nname = \"x\"", "institution[1].code：缺少此项"),
            (
                "[[institution]]\ncode = \"A\"\n[[institution]]\ncode = \"A\"",
                "第 4 行 institution[2].code：机构 A 写了两次",
            ),
            ("[default]\nauth = \"tif\"", "default.secret：缺少此项"),
            (
                "[default]\nauth = \"apikey\"\nsecret = \"env:NONE\"",
                "第 3 行 default.secret：环境变量 NONE 未设置",
            ),
            (
                "[default]\nauth = \"key\"",
                "不认识“key”。可填：tif、apikey、bearer、ip、open",
            ),
            ("[default]\nauth = \"ip\"", "default.ip_allow：缺少此项"),
            (
                "[default]\nauth = \"ip\"\nip_allow = [\"10.0.0.0/99\"]",
                "第 3 行 default.ip_allow：“10.0.0.0/99”不是IP地址或网段",
            ),
            ("[default]\nsecret = \"x\"", "default.auth：缺少此项"),
            (
                "[[institution]]\ncode = \"A\"\nauth = \"open\"\ndivision = \"abc\"",
                "第 4 行 institution[1].division：“abc”不是区划代码",
            ),
            ("[default]\nsm4_key = \"abc\"", "第 2 行 default.sm4_key"),
            ("[default]\ncainfo = \"input\"", "default.sm2_public_key：缺少此项"),
            (
                "[history]\ncomplete_from = \"去年\"",
                "第 2 行 history.complete_from：“去年”不是日期",
            ),
            (
                "[history]\ncomplete_from = \"2999-01-01\"",
                "第 2 行 history.complete_from：日期在今天之后",
            ),
            ("[history]\ncomplete_from = 2026-01-01", "complete_from：应为文本"),
            ("a = = 1", "第 1 行：不是有效的 TOML"),
        ];
        for (text, expected) in cases {
            let complaint = complaint(text);
            assert!(complaint.contains(expected), "{text}\n{complaint}");
        }
    }

    #[test]
    fn the_example_in_the_repository_is_valid() {
        let example = include_str!("../../../config/example.toml");
        let environment = |_: &str| Some("0123456789abcdef".to_owned());
        let config = Config::parse("example.toml", example, PUBLIC.parse().unwrap(), environment).unwrap();
        assert_eq!(config.callers.find(&"H44000000001".into()).name, "示例县人民医院");
    }
}
