# 明镜的常用命令。直接运行 make 显示说明。
# 需要 Rust（cargo）和 Node.js（npm），依赖由它们从各自的登记处取得；已有的 CARGO_TARGET_DIR 照用。
# make test 另需 PostgreSQL、Chromium 和中文字体，缺少时在 Debian 上自行安装。

CARGO ?= cargo

.DEFAULT_GOAL := help
.PHONY: help demo ui test test-cluster test-sdk tidy gen cargo

help: ## 显示本说明
	@echo '明镜：医保基金智能监管。可用的命令：'
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/  make \1|\2/p' $(firstword $(MAKEFILE_LIST)) | awk -F'|' '{ printf "%-12s %s\n", $$1, $$2 }'

# 先编译不含事后审核的程序，几分钟即可看到第一个判定；审核引擎随后编译。
demo: cargo ## 送入样例报文，显示判定与依据；再审核一个虚构的县，打开工作台，并保持服务
	@$(CARGO) run --profile demo -p mingjing --no-default-features -- demo --once
	@echo '实时判定到此为止。下面编译工作台和事后审核引擎，首次需要几分钟……'
	@$(MAKE) --no-print-directory ui
	@$(CARGO) run --profile demo -p mingjing -- demo --skip-messages

ui: ## 编译工作台的页面，随后编译的程序即包含它
	@cd ui && npm ci --no-audit --no-fund --loglevel=error && npm run build --silent

test: cargo ## 全部检查：格式、静态检查、测试、规则检查、规则案例、文档
	@$(CARGO) xtask ci

test-cluster: cargo ## 集群部分的检查：首次要另编译 DataFusion 与 Ballista
	@$(CARGO) xtask ci cluster

test-sdk: cargo ## 医生端提醒的检查：另需 Node.js 20.19 与 Chromium；MINGJING_PROGRAM 可指明已编译的程序
	@cd sdk && npm ci --no-audit --no-fund && npm test

tidy: cargo ## 只查仓库本身：命名、术语、规则框架、文档所指的文件
	@$(CARGO) xtask tidy

gen: cargo ## 由源码注释重新生成 GLOSSARY.md
	@$(CARGO) xtask gen

cargo:
	@command -v $(CARGO) >/dev/null 2>&1 || { \
	  echo '没有找到 cargo。请先安装 Rust 1.94 或更新的版本：https://rustup.rs'; \
	  echo '（离线环境可用发行版软件包 rustc、cargo、rust-clippy、rustfmt）'; \
	  exit 1; }
