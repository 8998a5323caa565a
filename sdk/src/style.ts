// How the pop-up looks. Old engines read it too: no variables, no grid. Every class begins with
// `mj-`, and what a page's own style sheet commonly sets is set here again, because a browser
// without shadow DOM shows the pop-up inside the page's styles.

/** The style sheet. */
export const STYLE =
  ".mj-box,.mj-box *{box-sizing:border-box;margin:0;font:14px/1.5 'Microsoft YaHei',sans-serif;letter-spacing:0;text-align:left;text-transform:none;color:#1f1f1f}" +
  ".mj-box{position:fixed;right:12px;bottom:12px;width:480px;max-width:96%;max-height:72%;display:flex;flex-direction:column;background:#fff;border:1px solid #8c8c8c;border-top:4px solid #8c8c8c;border-radius:6px;box-shadow:0 4px 16px rgba(0,0,0,.28);outline:0;z-index:2147483647}" +
  ".mj-box.mj-s1{border-top-color:#cf1322}.mj-box.mj-s2{border-top-color:#d48806}.mj-box.mj-s3{border-top-color:#597e9c}" +
  ".mj-head{display:flex;align-items:center;padding:6px 6px 6px 12px;border-bottom:1px solid #e3e3e3}" +
  ".mj-move{flex:1 1 auto;padding:2px 4px;border:0;background:none;font-weight:bold;cursor:move}" +
  ".mj-x{width:28px;height:28px;padding:0;border:0;background:none;font-size:18px;text-align:center;cursor:pointer}" +
  ".mj-body{flex:0 1 auto;overflow:auto;padding:0 12px}" +
  ".mj-group{padding:8px 0;border-bottom:1px solid #e3e3e3}.mj-group:last-child{border-bottom:0}" +
  ".mj-line{font-weight:bold;word-wrap:break-word}" +
  ".mj-finding{margin-top:4px;padding-left:8px;border-left:3px solid #597e9c;word-wrap:break-word}" +
  ".mj-finding.mj-s1{border-left-color:#cf1322}.mj-finding.mj-s2{border-left-color:#d48806}" +
  ".mj-tag{display:inline-block;margin-right:6px;padding:0 6px;border-radius:3px;font-size:12px;font-weight:bold;color:#fff;background:#4a6a84}" +
  ".mj-tag.mj-s1{background:#b90f1d}.mj-tag.mj-s2{background:#8a5300}.mj-tag.mj-b{background:#1f1f1f}" +
  ".mj-sum,.mj-basis,.mj-note{font-size:12px;color:#595959}.mj-sum{white-space:nowrap}" +
  ".mj-basis{white-space:nowrap;overflow:hidden;text-overflow:ellipsis}" +
  ".mj-row{display:flex;flex-wrap:wrap;align-items:center;margin-top:6px}" +
  ".mj-row .mj-b1{background:#1456b8;border-color:#1456b8;color:#fff}" +
  ".mj-btn{margin:0 8px 0 0;padding:3px 14px;min-height:30px;border:1px solid #8c8c8c;border-radius:4px;background:#fff;cursor:pointer;text-align:center}" +
  ".mj-btn[disabled]{background:#f0f0f0!important;border-color:#c4c4c4!important;color:#757575!important;cursor:default}" +
  ".mj-box button:focus,.mj-box textarea:focus{outline:2px solid #1456b8;outline-offset:1px}" +
  ".mj-reason{display:block;width:100%;height:52px;margin-top:2px;padding:4px 6px;border:1px solid #8c8c8c;border-radius:4px;background:#fff;resize:vertical}" +
  ".mj-ask{margin-top:6px}.mj-ask label{font-size:12px}" +
  ".mj-foot{display:flex;align-items:center;padding:6px 12px;border-top:1px solid #e3e3e3}.mj-foot .mj-note{flex:1 1 auto}";
