#!/bin/sh
# What the checks need beside Rust and Node: PostgreSQL, a browser, Chinese fonts. Installs what is
# missing where the system is Debian's and we may; otherwise says what to install.
set -eu

missing=''
need() { missing="$missing $1"; }

postgres() {
  command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb /usr/bin/initdb >/dev/null 2>&1
}
browser() {
  [ -x /usr/bin/chromium-headless-shell ] || [ -x /usr/bin/chromium ] || command -v chromium >/dev/null 2>&1
}
fonts() {
  command -v fc-list >/dev/null 2>&1 && [ -n "$(fc-list :lang=zh-cn family)" ]
}

command -v node >/dev/null 2>&1 || { echo '没有找到 Node.js。请先安装 Node.js 20.19 或更新的版本。'; exit 1; }
postgres || need postgresql
browser || need chromium
fonts || need 'fontconfig fonts-noto-cjk'
[ -z "$missing" ] && { echo "PostgreSQL、浏览器、中文字体均已具备。"; exit 0; }

if command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }; then
  as_root=''
  [ "$(id -u)" = 0 ] || as_root='sudo -n'
  echo "正在安装：$missing"
  export DEBIAN_FRONTEND=noninteractive
  $as_root apt-get update -qq
  # The pages need no windows; not every distribution has the browser without them.
  if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
    missing=$(echo "$missing" | sed 's/ chromium\>/ chromium-headless-shell/')
  fi
  # shellcheck disable=SC2086 # one package a word
  $as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
  echo "已安装：$missing"
else
  echo "缺少：$missing。请先安装（Debian、Ubuntu：apt-get install$missing）。"
  exit 1
fi
