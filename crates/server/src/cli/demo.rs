//! `mingjing demo`: a server on its embedded book, real messages in, explained verdicts out.

use super::{Additions, Outcome, Site, paint, runtime};
use crate::app::App;
use crate::config::Config;
use crate::serve::serve_on;
use anyhow::{Context, bail};
use serde_json::Value;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// 演示参数
#[derive(Debug, clap::Args)]
pub struct DemoArgs {
    /// 监听端口；被占用时另选一个
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// 数据目录；不写则用临时目录，退出后删除
    #[arg(long)]
    data: Option<PathBuf>,
    /// 显示完就退出，不保持服务
    #[arg(long)]
    once: bool,
    /// 不送样例报文，只做其余部分
    #[arg(long)]
    skip_messages: bool,
}

/// A message of the demonstration: what it shows, where it goes, what it says.
struct Message {
    title: &'static str,
    path: &'static str,
    body: &'static str,
}

/// In the order of a day: a clean prescription, three that violate, the doctor's answer, and the
/// sample messages of public client programs on the faces that they use.
const MESSAGES: [Message; 9] = [
    Message {
        title: "合规处方（3101 事前）",
        path: "/fsi/api/riskConService/beforeAnalyze",
        body: include_str!("../../demo/1_clean_prescription.json"),
    },
    Message {
        title: "男性开立限女性药品（3101 事前）",
        path: "/fsi/api/riskConService/beforeAnalyze",
        body: include_str!("../../demo/2_woman_only_drug_for_a_man.json"),
    },
    Message {
        title: "急诊监护费内含的诊查费另收两次（3102 事中）",
        path: "/fsi/api/riskConService/courseAnalyze",
        body: include_str!("../../demo/3_contained_item_charged_twice.json"),
    },
    Message {
        title: "超限定频次，低级别机构用限级药品（3102 事中）",
        path: "/api/callService",
        body: include_str!("../../demo/4_over_daily_cap_and_level.json"),
    },
    Message {
        title: "医师反馈：返回修改（3103）",
        path: "/fsi/api/3103",
        body: include_str!("../../demo/5_feedback.json"),
    },
    Message {
        title: "公开样例：Python 医院系统门诊（3101）",
        path: "/fsi/api/3101",
        body: include_str!("../../tests/wire_samples/02_openhis_py_3101_outpatient.request.json"),
    },
    Message {
        title: "公开样例：C# 医生站，对象代替数组（3101）",
        path: "/3101",
        body: include_str!("../../tests/wire_samples/05_cis_csharp_3101_outpatient_objects.request.json"),
    },
    Message {
        title: "公开样例：C# 医院系统住院（3101）",
        path: "/fsi/api/riskConService/beforeAnalyze",
        body: include_str!("../../tests/wire_samples/09_newtouch_csharp_3101_inpatient.request.json"),
    },
    Message {
        title: "公开样例：节点平铺的错误报文",
        path: "/api/rest/hosAudit/ruleAudit",
        body: include_str!("../../tests/wire_samples/08_shenzhen_js_3101_flat_nodes.request.json"),
    },
];

pub(super) fn run(args: &DemoArgs, additions: &dyn Additions) -> anyhow::Result<Outcome> {
    runtime()?.block_on(demonstrate(args, additions))
}

async fn demonstrate(args: &DemoArgs, additions: &dyn Additions) -> anyhow::Result<Outcome> {
    let temporary = std::env::temp_dir().join(format!("mingjing-demo-{}", std::process::id()));
    let data = args.data.clone().unwrap_or_else(|| temporary.clone());
    let listener = match TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, args.port))).await {
        Ok(listener) => listener,
        Err(_) => TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))
            .await
            .context("找不到可用的端口")?,
    };
    let address = listener.local_addr()?;
    let began = Instant::now();
    let (stop, stopped) = oneshot::channel::<()>();
    let app = App::new(Config::without_file(address)?, None);
    std::fs::create_dir_all(&data).with_context(|| format!("建立数据目录 {} 失败", data.display()))?;
    let site = Site {
        listen: address,
        data: &data,
        ledger: None,
        lake: None,
    };
    let beside = additions.beside(&app, site);
    let service = tokio::spawn(serve_on(listener, app.clone(), data.clone(), beside, async {
        // A dropped sender is a stop as well.
        let _ = stopped.await;
    }));
    while !app.is_ready() {
        if service.is_finished() {
            service.await.context("服务意外结束")??;
            bail!("服务没有就绪就结束了");
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    println!("{}", paint::bold("明镜 · 医保基金智能监管演示"));
    if let Some(library) = app.library() {
        let book = library.national();
        println!(
            "规则 {} 条，知识行 {}，编码 {}，版本 {}；从启动到就绪 {} 毫秒",
            book.rules().count(),
            book.row_count(),
            book.item_key_count(),
            library.hash().get(..12).unwrap_or_default(),
            began.elapsed().as_millis()
        );
    }
    if !args.skip_messages {
        show_all(address).await?;
    }
    // The service goes on meanwhile: its own threads answer.
    tokio::task::block_in_place(|| additions.after_verdicts(site))?;
    if args.once {
        return end(args, stop, service, &temporary).await;
    }
    println!("\n{}", paint::bold("服务仍在运行，可用医院系统或 curl 继续调用："));
    println!("  地址      http://{address}");
    println!("  事前 3101 POST /fsi/api/riskConService/beforeAnalyze");
    println!("  事中 3102 POST /fsi/api/riskConService/courseAnalyze");
    println!("  反馈 3103 POST /fsi/api/3103");
    println!("  状态      GET /healthz、/readyz、/metrics");
    println!("按 Ctrl-C 停止。");
    tokio::signal::ctrl_c().await.context("等待停止信号失败")?;
    end(args, stop, service, &temporary).await
}

/// Stops the service and leaves nothing behind that was made for the demonstration alone.
async fn end(
    args: &DemoArgs,
    stop: oneshot::Sender<()>,
    service: JoinHandle<anyhow::Result<()>>,
    temporary: &Path,
) -> anyhow::Result<Outcome> {
    drop(stop);
    service.await.context("服务意外结束")??;
    if args.data.is_none() {
        std::fs::remove_dir_all(temporary).with_context(|| format!("删除临时目录 {}", temporary.display()))?;
    }
    Ok(Outcome::Clean)
}

async fn show_all(address: SocketAddr) -> anyhow::Result<()> {
    let mut last_finding: Option<String> = None;
    for (number, message) in (1..).zip(&MESSAGES) {
        let body = message.body.replace("@jr_id", last_finding.as_deref().unwrap_or(""));
        let began = Instant::now();
        let reply = post(address, message.path, &body).await?;
        let took = began.elapsed();
        println!(
            "\n{} {}",
            paint::bold(format!("{number}. {}", message.title)),
            paint::dim(format!("{} 微秒", took.as_micros()))
        );
        last_finding = show(&reply).or(last_finding);
    }
    Ok(())
}

/// Shows a reply as a doctor's pop-up would; returns the id of its first finding.
fn show(reply: &Value) -> Option<String> {
    let text = |value: &Value, key: &str| value.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    if reply.get("infcode").and_then(Value::as_i64) != Some(0) {
        println!("   {} {}", paint::yellow("报文有误："), text(reply, "err_msg"));
        return None;
    }
    let empty = Vec::new();
    let Some(findings) = reply.pointer("/output/result").and_then(Value::as_array) else {
        println!("   {}", paint::green("已登记"));
        return None;
    };
    if findings.is_empty() {
        println!("   {}", paint::green("通过，未发现问题"));
    }
    for finding in findings {
        let grade = match text(finding, "sev_deg").as_str() {
            "1" => paint::red("明确违规"),
            "2" => paint::yellow("高度可疑"),
            _ => paint::yellow("轻度可疑"),
        };
        let amount = finding.get("vola_amt").and_then(Value::as_f64).unwrap_or_default();
        println!(
            "   ● {grade}｜{}｜{}｜{amount:.2} 元",
            text(finding, "mj_action"),
            paint::bold(text(finding, "rule_name"))
        );
        println!("     {}", text(finding, "vola_cont"));
        for compared in finding.get("mj_compared").and_then(Value::as_array).unwrap_or(&empty) {
            println!(
                "     对照  {}：要求 {}，实际 {}",
                text(compared, "fact"),
                text(compared, "required"),
                text(compared, "found")
            );
        }
        println!("     依据  {}", text(finding, "vola_evid"));
        let ways: Vec<&str> = finding
            .get("mj_ways_out")
            .and_then(Value::as_array)
            .unwrap_or(&empty)
            .iter()
            .filter_map(Value::as_str)
            .collect();
        if !ways.is_empty() {
            println!("     出路  {}", ways.join("；"));
        }
    }
    findings.first().map(|finding| text(finding, "jr_id"))
}

/// One HTTP/1.1 request on a connection of its own; the server is in this process.
async fn post(address: SocketAddr, path: &str, body: &str) -> anyhow::Result<Value> {
    let mut stream = TcpStream::connect(address).await.context("连接演示服务失败")?;
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).await?;
    let text = String::from_utf8_lossy(&reply);
    let (_, json) = text.split_once("\r\n\r\n").context("演示服务的应答不完整")?;
    serde_json::from_str(json.trim()).with_context(|| format!("演示服务的应答不是 JSON：{json}"))
}
