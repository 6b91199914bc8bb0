/* 问策 Wence: the public's widget. One line embeds it:
 *   <script src="https://SERVER/widget/widget.js" data-title="…" data-lang="zh|zh-Hant|en" defer></script>
 * Optional: data-size="large", data-contrast="high", data-theme="light|dark".
 * What anybody says is set as text, never as HTML; only the server's own addresses become links.
 * Nothing is fetched before it is opened. ES2018, for the web views of old phones. */
(function () {
  "use strict";

  // A page can hide document.currentScript behind an element of that name.
  let script = document.currentScript;
  if (!(script instanceof HTMLScriptElement)) script = document.querySelector('script[src*="/widget/widget.js"]');
  if (!script || !script.src || !window.customElements || !window.AbortController) return;
  const SERVER = new URL(script.src).origin;
  const NAME = "wence-widget";
  if (customElements.get(NAME) || framedByAnother()) return;

  const STORE = "wence:" + SERVER;
  const KEPT = 20; // exchanges
  const KEPT_CHARACTERS = 200000;
  const TURNS_SENT = 10;
  const HISTORY_BYTES = 50000; // the server takes 64 KB with the question
  const LONGEST_QUESTION = 2000; // characters
  const LONGEST_COMMENT = 500;
  const SILENCE_MS = 75000;
  const JSON_TYPE = "application/json";
  const ROWS_SHOWN = 10;
  const CITATIONS_SHOWN = 5;
  const REASONS = ["wrong_citation", "wrong_figure", "incomplete", "should_decline", "should_answer", "other"];
  const STATUSES = /^(answered|partial|not_stated|out_of_scope|no_such_clause|rejected|clarify)$/;
  const PHONE = "(max-width:600px),(max-height:480px) and (pointer:coarse)"; // upright or on its side: the whole screen
  const LANGS = ["zh-CN", "zh-Hant", "en"];

  // Each: simplified, English. {} stands for what is filled in.
  const WORDS = {
    name: ["问策", "Wence"],
    open: ["政策问答", "Ask about this policy"],
    close: ["关闭", "Close"],
    log: ["对话", "Conversation"],
    settings: ["显示设置", "Display settings"],
    large: ["大字", "Large"],
    high: ["高对比", "Contrast"],
    restart: ["重新开始", "Start again"],
    restarted: ["之前的对话已清除。", "The conversation is cleared."],
    language: ["语言", "Language"],
    draft: ["送审稿", "Draft for review"],
    window: ["（在新窗口打开）", " (opens in a new window)"],
    label: ["人工智能生成合成内容，仅供参考，以原文为准。", "AI-generated content, for reference only; the original text prevails."],
    welcome: ["请就这份文件提问", "Ask about this document"],
    intro: ["数字、单位和引文都出自原文，点开编号可以对照。原文没有写的，会直接说没有写。", "Figures and quotations come from the Chinese text; open a number to check."],
    samples: ["可以这样问", "For example"],
    hint: ["请输入问题", "Type your question"],
    send: ["发送", "Send"],
    stop: ["停止", "Stop"],
    looking: ["正在查找原文…", "Looking in the original text…"],
    writing: ["正在写出答案…", "Writing the answer…"],
    stopped: ["已停止。", "Stopped. "],
    wait: ["请等上一个问题答完，或先停止。", "Still answering the last question."],
    answered: ["原文有据", "In the text"],
    partial: ["原文部分载明", "Partly in the text"],
    not_stated: ["原文未载明", "Not stated"],
    out_of_scope: ["不属本文件范围", "Outside this document"],
    no_such_clause: ["没有这一条", "No such clause"],
    rejected: ["不予处理", "Not handled"],
    clarify: ["请补充说明", "Please say more"],
    understood: ["理解为：{}", "Understood as: {}"],
    plain: ["通俗说法", "In plain words"],
    unofficial: ["非官方，仅供理解", "Unofficial, to help understanding"],
    official: ["依原文回答", "Answer"],
    extractive: ["摘自原文", "From the text"],
    generated: ["AI 据原文生成，逐句核对", "Written by AI, checked"],
    evidence: ["依据", "Sources"],
    source: ["依据 {}，展开引文", "Source {}, show the quotation"],
    inferred: ["据上下文推断", "Inferred from context"],
    original: ["查看原文", "Read the original"],
    more: ["展开其余 {} 项", "Show {} more"],
    fewer: ["收起", "Show fewer"],
    related: ["相关条款（不是依据）", "Related (not sources)"],
    export: ["导出清单", "Download the list"],
    copy: ["复制", "Copy"],
    copied: ["已复制", "Copied"],
    uncopied: ["复制不了", "Could not copy"],
    q: ["问：", "Question: "],
    a: ["答：", "Answer: "],
    from: ["出处：《{}》", "Source: 《{}》"],
    rate: ["这个回答有用吗？", "Was this answer useful?"],
    up: ["有用", "Useful"],
    down: ["没用", "Not useful"],
    why: ["哪里不好？可多选，也可不选。", "What is wrong? (optional)"],
    wrong_citation: ["引用不对", "Wrong source"],
    wrong_figure: ["数字不对", "Wrong figure"],
    incomplete: ["没答全", "Incomplete"],
    should_decline: ["不该回答", "Should not answer"],
    should_answer: ["应该能答", "Should answer"],
    other: ["其他", "Other"],
    comment: ["补充说明（可不填，500 字以内）", "Comment (optional, 500 characters)"],
    privacy: ["提交后，问题和说明会保存下来用于改进，其中的个人号码先遮去。", "The question and comment are kept to improve the service, personal numbers masked."],
    submit: ["提交", "Submit"],
    cancel: ["取消", "Cancel"],
    thanks: ["谢谢，已记下。", "Thank you, noted."],
    unkept: ["没有保存，请稍后再试。", "Not saved; please try again later."],
    retry: ["重试", "Try again"],
    offline: ["连接不上，请稍后再试。", "No connection; please try again later. "],
    kept: ["您的问题还在框里。", "Your question is still in the box."],
    limit: ["提问太频繁，请 {} 秒后再试。", "Too many questions; try again in {} s."],
    ready: ["现在可以再试了。", "You can try again now."],
    paused: ["服务暂停，请稍后再来。", "The service is paused; please come back later."],
    busy: ["提问的人较多，请稍后再试。", "Many people are asking; please try again later."],
    late: ["等了太久没有答案，请再试一次。", "It took too long; please try again."],
    failed: ["服务出错，请稍后再试。", "The service failed; please try again later."],
    ticket: ["连接已过期，请再试一次。", "It took too long; please try again."],
    origin: ["本页面未获授权使用问策，请告知网站管理人员。", "This page is not authorised to use Wence."],
    long: ["问题太长，请缩短到 {} 字以内。", "Please shorten the question to {} characters."],
  };
  // The same in traditional characters, one for one: no simplified one above has two.
  const SIMPLIFIED = "问关闭对话显设开语审内仅参为准请这数单编号点没写会说样题输发个还据载属范围条处补断余导复制吗里选该应后来于进码谢记试网络频现务暂较错连过页获权员长缩项";
  const TRADITIONAL = "問關閉對話顯設開語審內僅參為準請這數單編號點沒寫會說樣題輸發個還據載屬範圍條處補斷餘導複製嗎裡選該應後來於進碼謝記試網絡頻現務暫較錯連過頁獲權員長縮項";
  const traditional = (words) => words.replace(/[^ -~]/g, (one) => TRADITIONAL[SIMPLIFIED.indexOf(one)] || one);

  const ICONS = {
    chat: "M4 5h16v11H10l-4 4v-4H4zM8 9h8M8 12h5",
    close: "M6 6l12 12M18 6L6 18",
    fold: "M9 6l6 6-6 6",
    thumb: "M7 21V11l4-8c2 0 3 1 3 3v3h7l-2 12zM7 11H3v10h4",
    out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  };

  // ---- Colours. Text on its ground has at least 4.5:1, in high contrast 7:1.
  const LIGHT = "--ink:#1b2330;--soft:#55606f;--line:#d5dbe4;--edge:#7d8896;--page:#f4f6f9;--card:#fff;--accent:#1d4f91;--tint:#e8eff8;--on:#fff;--bar:#1d4f91;" +
    "--warn:#7a4b00;--warnbg:#fdf3df;--bad:#a3260f;--badbg:#fdeeea;color-scheme:light";
  const DARK = "--ink:#e6eaf0;--soft:#a9b4c2;--line:#333c49;--edge:#7f8b9b;--page:#12161c;--card:#1b212a;--accent:#8ab8f5;--tint:#22324a;--on:#0d1725;--bar:#17324f;" +
    "--warn:#f0c578;--warnbg:#32291a;--bad:#ff9c8a;--badbg:#3a211d;color-scheme:dark";
  const HIGH = "--ink:#000;--soft:#000;--line:#000;--edge:#000;--page:#fff;--card:#fff;--accent:#002a66;--tint:#fff;--on:#fff;--bar:#001f4d;" +
    "--warn:#3d2500;--warnbg:#fff;--bad:#6b0f00;--badbg:#fff";
  const HIGH_DARK = "--ink:#fff;--soft:#fff;--line:#fff;--edge:#fff;--page:#000;--card:#000;--accent:#ffe45c;--tint:#000;--on:#000;--bar:#000;" +
    "--warn:#ffe45c;--warnbg:#000;--bad:#ffc2b5;--badbg:#000";

  // Sizes are in em of .w, not in the host page's rem. 2.75em of 16px are 44 px.
  const CSS = `
:host{all:initial!important;position:fixed!important;right:0!important;bottom:0!important;z-index:2147483000!important}
:host([hidden]),[hidden]{display:none!important}
.w{${LIGHT};direction:ltr;font:16px/1.7 "PingFang SC","Microsoft YaHei","Noto Sans CJK SC",system-ui,sans-serif;color:var(--ink);-webkit-text-size-adjust:100%}
.w.large{font-size:24px}
.w.dark{${DARK}}
.w.high{${HIGH}}
@media (prefers-contrast:more){.w{${HIGH}}}
.w.dark.high{${HIGH_DARK}}
@media (prefers-contrast:more){.w.dark{${HIGH_DARK}}}
@media (prefers-color-scheme:dark){.w:not(.light){${DARK}}.w.high:not(.light){${HIGH_DARK}}}
@media (prefers-color-scheme:dark) and (prefers-contrast:more){.w:not(.light){${HIGH_DARK}}}
*,*::before{box-sizing:border-box}
h2,h3,h4,p,ul,blockquote,fieldset,legend{margin:0;padding:0;border:0;font-size:1em;font-weight:inherit;min-width:0}
ul{list-style:none}
button,textarea,input{font:inherit;color:inherit;margin:0}
button{min-height:2.75em;min-width:2.75em;padding:0 .75em;border:1px solid transparent;border-radius:.375em;background:none;cursor:pointer;line-height:1.4;touch-action:manipulation}
a{color:var(--accent);text-underline-offset:.2em}
svg{width:1.25em;height:1.25em;flex:none;fill:none;stroke:currentColor;stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round;vertical-align:-.25em}
:focus{outline:2px solid var(--accent);outline-offset:2px}
.launch:focus,.head button:focus{outline-color:#fff;outline-offset:-4px}
:focus:not(:focus-visible){outline:0!important}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.main{background:var(--accent);color:var(--on);font-weight:600}
.line{border-color:var(--edge);color:var(--accent);background:var(--card)}
[aria-disabled=true]{color:var(--soft);background:var(--page);border:1px dashed var(--edge);cursor:not-allowed}
.launch,.head{background:var(--bar);color:#fff;display:flex;align-items:center}
.launch{position:fixed;right:24px;bottom:24px;gap:.5em;min-height:3.25em;padding:0 1.25em;border-radius:2em;max-width:calc(100vw - 32px);border-color:#fff;font-weight:600;box-shadow:0 4px 16px rgba(10,30,60,.3)}
.panel{position:fixed;top:auto;left:auto;right:24px;bottom:24px;margin:0;padding:0;width:28em;max-width:calc(100vw - 32px);height:760px;max-height:calc(100vh - 48px);flex-direction:column;overflow:hidden auto;overscroll-behavior:contain;color:var(--ink);background:var(--page);border:1px solid var(--edge);border-radius:.625em;box-shadow:0 12px 48px rgba(10,30,60,.28);overflow-wrap:break-word;word-break:break-word}
.panel[open]{display:flex}
.panel:not([open]){display:none}
.head,.about,.tools,.ask,.label{flex:none}
.head{padding:.25em .375em .25em 1em;border-bottom:1px solid #fff}
.head h2{flex:1;font-size:1.125em;font-weight:700;letter-spacing:.06em;padding:.25em 0}
.head h2:focus{outline-color:#fff}
.about{background:var(--tint);padding:.375em 1em;font-size:.875em;border-bottom:1px solid var(--line);min-height:2.6em}
.about a{color:var(--ink);font-weight:600;display:inline-block;padding:.2em 0}
.about svg,.go svg{width:1em;height:1em;margin-left:.25em;color:var(--soft)}
.tag{display:inline-block;font-size:.8125em;line-height:1.6;padding:0 .5em;border:1px solid;border-radius:.25em;color:var(--accent);background:var(--card);font-weight:400}
.about .tag{color:var(--bad);margin-left:.375em}
.tools{display:flex;flex-wrap:wrap;align-items:center;padding:.125em .5em;background:var(--card);border-bottom:1px solid var(--line);font-size:.875em}
.tools button{padding:0 .625em;color:var(--soft)}
.tools [aria-pressed=true]{color:var(--accent);font-weight:700;text-decoration:underline 2px;text-underline-offset:.4em}
.langs{display:flex;margin-left:auto}
.log{position:relative;flex:1 0 13em;min-height:13em;height:0;overflow:hidden auto;overscroll-behavior:contain;padding:1em}
.log:focus{outline-offset:-2px}
.hello h3{font-size:1.125em;font-weight:700}
.hello p{color:var(--soft);margin:.25em 0 1em;font-size:.9375em}
.hello h4{font-size:.875em;font-weight:600;color:var(--soft)}
.hello li{margin-top:.5em}
.hello button{width:100%;text-align:left;padding:.5em .875em;background:var(--card);color:var(--accent);border-color:var(--line)}
.turn+.turn{margin-top:1.25em}
.q{margin:0 0 .625em auto;width:fit-content;max-width:88%;padding:.5em .875em;border-radius:.75em .75em .125em .75em;background:var(--tint);border:1px solid var(--line);white-space:pre-wrap}
.card{background:var(--card);border:1px solid var(--line);border-radius:.125em .75em .75em .75em;padding:.75em .875em}
.state{color:var(--soft)}
.state::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.5em;border-radius:50%;background:var(--accent);animation:p 1s infinite alternate}
@keyframes p{from{opacity:.2}}
.meta,.block h4{display:flex;flex-wrap:wrap;gap:.25em .625em;align-items:center}
.meta{font-size:.875em;color:var(--soft);margin-bottom:.5em}
.tag.partial,.tag.clarify,.plain .tag{color:var(--warn)}
.block{margin-bottom:.75em}
h4{font-size:.9375em;font-weight:700}
.block.plain{padding:.5em .75em .625em;background:var(--warnbg);border:1px dashed var(--edge);border-radius:.5em}
.official{border-left:.1875em solid var(--accent);padding-left:.75em}
.official h4{color:var(--accent)}
.text p{white-space:pre-wrap}
.text p+p{margin-top:.25em}
.text .group{font-weight:600;margin-top:.625em}
.text .row{padding-left:1.1em;text-indent:-1.1em}
.text .row *{text-indent:0}
.mark{min-width:1.875em;min-height:1.75em;padding:0 .25em;margin:1px .125em;font-size:.875em;color:var(--accent);background:var(--tint);border-color:var(--accent)}
.cites,.related,.exports,.foot{border-top:1px solid var(--line);padding-top:.625em;margin-top:.75em}
.cite>button,.fold{display:flex;gap:.5em;align-items:center;width:100%;text-align:left;padding:.375em .25em;color:var(--accent)}
.cite>button svg,.fold svg{transition:transform .15s;width:1em;height:1em}
[aria-expanded=true]>svg{transform:rotate(90deg)}
.n{flex:none;font-size:.875em;min-width:1.75em}
.in{padding:0 0 .5em 1.75em}
.in blockquote{white-space:pre-wrap;padding:.5em .75em;background:var(--page);border:1px solid var(--line);border-left:.1875em solid var(--accent);border-radius:.25em}
.note{font-size:.875em;color:var(--warn);margin-top:.375em}
.go{display:inline-block;padding:.5em 0;min-height:2.75em;line-height:1.5}
.exports a,.thumbs button{display:inline-flex;align-items:center;justify-content:center;min-height:2.75em;gap:.25em}
.exports,.foot,.thumbs{display:flex;flex-wrap:wrap;align-items:center;gap:.25em .5em}
.exports a{min-width:4em;padding:0 .75em;border:1px solid var(--edge);border-radius:.375em;text-decoration:none}
.foot{font-size:.8125em;color:var(--soft)}
.foot>span{flex:1 1 9em}.foot>span,.label,.error p{text-wrap:balance}
.foot button span{font-size:1.0769em}
.rating{display:none;font-size:.875em}
.rates .rating{display:block}
.thumbs{margin-top:.375em;color:var(--soft)}
.thumbs button{color:var(--accent);border-color:var(--line)}
.thumbs [aria-pressed=true]{background:var(--tint);border-color:var(--accent);font-weight:700}
.turned{transform:rotate(180deg)!important}
.rating form{margin-top:.5em;padding:.75em;border:1px solid var(--line);border-radius:.5em;background:var(--page)}
.rating label{display:flex;align-items:center;gap:.5em}
.reasons{display:grid;grid-template-columns:repeat(auto-fill,minmax(7.5em,1fr))}
[type=checkbox]{width:1.25em;height:1.25em;flex:none;accent-color:var(--accent)}
.rating .long{display:block;margin-bottom:.5em}
.tools button,.foot button,.rating button,.rating label{min-height:44px;min-width:44px}
textarea{display:block;width:100%;padding:.5em .75em;line-height:1.5;color:var(--ink);background:var(--card);border:1px solid var(--edge);border-radius:.375em;resize:none}
textarea::placeholder{color:var(--soft);opacity:1}
textarea:focus{outline-offset:-1px}
.acts{display:flex;gap:.5em;margin-top:.5em}
.bad,.error{color:var(--bad)}
.error{padding:.75em .875em;border:1px solid;border-radius:.5em;background:var(--badbg)}
.error button{margin-top:.5em}
.ask{display:flex;align-items:flex-end;gap:.5em;padding:.625em .75em .375em;background:var(--card);border-top:1px solid var(--line)}
.ask textarea{flex:1;min-width:0;min-height:2.75em;max-height:9em;overflow-y:auto}
.ask button{flex:none;padding:0 1em}
.label{padding:0 .875em calc(.5em + env(safe-area-inset-bottom,0px));background:var(--card);font-size:.8125em;color:var(--soft);text-align:center}
@media (hover:hover){button:hover,.exports a:hover{border-color:currentColor}}
@media ${PHONE}{.panel{top:0;left:0;right:0;bottom:0;width:100%;max-width:none;height:var(--vh,auto);max-height:none;border:0;border-radius:0}.launch{right:16px;bottom:calc(16px + env(safe-area-inset-bottom,0px))}.tools{padding:0 .25em}.tools button{padding:0 .4em}.large .head{padding:0 .25em 0 .75em}.large .tools,.large .about{font-size:.75em;line-height:1.5}.large .tools button{padding:0 .3em}.large .about a{display:inline}.large .thumbs>span{width:100%}.large .label{font-size:.6875em;line-height:1.4}.large .log{padding:.5em}.in{padding-left:0}}
@media (prefers-reduced-motion:reduce){*,*::before{animation:none!important;transition:none!important}}
@media (forced-colors:active){button,.tag,.head{border:1px solid!important}[aria-pressed=true]{border:3px double!important}}
@media print{.w{display:none}}
`;

  // ---- What comes from outside: of the right type and bounded, or left out
  const string = (value, most) => (typeof value === "string" ? value.slice(0, most || 20000) : "");
  const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : []);
  const whole = (value) => (Number.isSafeInteger(value) && value >= 0 ? value : 0);
  const object = (value) => (value && typeof value === "object" ? value : {});

  function citation(raw) {
    const c = object(raw);
    return {
      n: whole(c.n), id: string(c.id, 200), label: string(c.label, 400), quote: string(c.quote), start: whole(c.start), end: whole(c.end),
      url: string(c.url, 500), inferred: list(c.inferred, 20).map((s) => string(s, 2000)).filter(Boolean),
    };
  }
  /** A notice; its clauses' addresses tell where its contents are: those of another than the first begin with its id. */
  function notice(raw, cited) {
    const n = object(raw);
    const from = /^\/notice\/([a-z0-9-]{3,40}:)/.exec(string(object(list(cited, 1)[0]).url, 500));
    return { title: string(n.title, 200), status: string(n.status, 40).replace("原文未载", ""), date: string(n.date, 40), home: string(n.home, 60) || (from ? "/notice/" + from[1] : "") };
  }
  /** An Answer as it is shown and stored, or null where it is none. */
  function answerOf(raw) {
    const a = object(raw);
    if (typeof a.answer !== "string") return null;
    const files = object(a.exports);
    const exports = {};
    ["xlsx", "docx", "csv"].forEach((format) => { if (string(files[format])) exports[format] = string(files[format], 4000); });
    return {
      status: STATUSES.test(a.status) ? a.status : "small_talk",
      answer: string(a.answer, 60000), plain: string(a.plain), standalone_question: string(a.standalone_question, 4000),
      mode: a.mode === "extractive" ? "extractive" : "generated", language: LANGS[langOf(a.language)],
      citations: list(a.citations, 400).map(citation), related: list(a.related, 5).map(citation), notice: notice(a.notice, a.citations), exports: exports,
    };
  }
  const idOf = (value) => (/^[0-9a-f]{32}$/.test(value) ? value : "");
  function exchangeOf(raw) {
    const e = object(raw);
    const answer = answerOf(e.answer);
    return answer && string(e.question) ? { question: string(e.question, 4000), answer: answer, id: idOf(e.id), rating: string(e.rating, 4) } : null;
  }
  /** An address on the server itself, or "". span: {start, end} of the quoted words. */
  function address(path, span) {
    let url;
    try { url = new URL(path, SERVER); } catch (e) { return ""; }
    if (path[0] !== "/" || url.origin !== SERVER) return "";
    if (span && span.end > span.start) {
      url.searchParams.set("mark", span.start + "-" + span.end);
      url.hash = "quote";
    }
    return url.href;
  }

  // ---- Small things
  function framedByAnother() {
    try {
      for (let w = window; w !== w.parent; w = w.parent) if (w.parent.location.origin !== location.origin) return true;
      return false;
    } catch (e) { return true; }
  }
  function stored() {
    try { return object(JSON.parse(sessionStorage.getItem(STORE))); } catch (e) { return {}; }
  }
  function store(value) {
    try {
      if (value) sessionStorage.setItem(STORE, value);
      else sessionStorage.removeItem(STORE);
    } catch (e) { /* the conversation lasts as long as the page, then */ }
  }
  function h(tag, name, ...inside) {
    const made = document.createElement(tag);
    if (name) made.className = name;
    inside.forEach((one) => made.appendChild(typeof one === "string" ? document.createTextNode(one) : one));
    return made;
  }
  function icon(name, style) {
    const ns = "http://www.w3.org/2000/svg";
    const svg = document.createElementNS(ns, "svg");
    const path = document.createElementNS(ns, "path");
    svg.setAttribute("viewBox", "0 0 24 24");
    svg.setAttribute("aria-hidden", "true");
    if (style) svg.setAttribute("class", style);
    path.setAttribute("d", ICONS[name]);
    svg.appendChild(path);
    return svg;
  }
  const langOf = (value) => (/^en/i.test(value) ? 2 : /^zh-(hant|tw|hk|mo)/i.test(value) ? 1 : 0);
  /** The part of the server's sentence in the reader's language: Chinese comes first, then English. */
  function fitting(detail, lang) {
    const parts = /^([^]*?[。！？])\s+([A-Za-z][^]*)$/.exec(string(detail, 600).trim());
    return parts ? parts[lang === 2 ? 2 : 1] : string(detail, 600).trim();
  }
  /** kind: a key of WORDS; after: seconds until one may try again; broken: the stream ended early. */
  function failure(kind, more) {
    return Object.assign(new Error(kind), { kind: kind }, more);
  }
  function failureOf(status, problem, header) {
    const p = object(problem);
    const after = Math.min(whole(Number(header)) || whole(Math.ceil(Number(p.retry_after))), 3600);
    const kind = { 401: "ticket", 403: "origin", 408: "late", 413: "long", 422: "long", 429: "limit", 503: "paused", 504: "late" }[status] || "failed";
    if (kind === "limit") return failure(kind, { after: after || 30 });
    if (p.code === "busy") return failure(p.code, { after: after });
    return failure(kind, { detail: p.code === "paused" && p.detail });
  }
  /** Splits a stream of server-sent events, however it is cut; tell(event, data) for each. */
  function eventReader(tell) {
    let buffer = "";
    return function read(text) {
      buffer += text.replace(/\r/g, "");
      if (buffer.length > 4e6) throw failure("failed");
      for (let at = buffer.indexOf("\n\n"); at >= 0; at = buffer.indexOf("\n\n")) {
        let event = "message";
        const data = [];
        buffer.slice(0, at).split("\n").forEach((line) => {
          const field = /^(event|data)(?:: ?([^]*))?$/.exec(line);
          if (field && field[1] === "event") event = field[2] || "";
          else if (field) data.push(field[2] || "");
        });
        buffer = buffer.slice(at + 2);
        if (data.length) tell(event, data.join("\n"));
      }
    };
  }

  // ---- One widget in one element; returns what stops it.
  function start(host) {
    const shadow = host.shadowRoot || host.attachShadow({ mode: "open" });
    const option = (name) => host.getAttribute("data-" + name) || script.getAttribute("data-" + name) || "";
    const kept = stored();
    const phone = window.matchMedia(PHONE);
    const root = h("div", "w");
    const texts = new Map(); // what to do when the language changes, by element
    let lang = langOf(string(kept.lang) || option("lang"));
    let large = typeof kept.large === "boolean" ? kept.large : option("size") === "large";
    let high = typeof kept.high === "boolean" ? kept.high : option("contrast") === "high";
    let exchanges = [];
    let info = { feedback: false, notice: notice(), suggestions: {} };
    let ticket = null; // { value, until }
    let waiting = Promise.resolve(); // requests that need the ticket, one after the other
    let run = null; // the call that is being answered
    let failed = null; // { question, turn } that was not answered
    let blocked = 0; // until when, milliseconds
    let timer = 0;
    let asked = false; // whether the conversation of before has been shown
    let isOpen = false;
    let gone = false;
    let ids = 0;
    let escaped = 0; // when Esc was last pressed, as events tell it

    const chinese = (words) => (lang === 1 ? traditional(words) : words);
    const word = (key, value) => (lang === 2 ? WORDS[key][1] : chinese(WORDS[key][0])).replace("{}", value === undefined ? "" : () => value);
    /** Keep `element` in the words of the language: tell() is called now and whenever that changes. */
    function say(element, tell) {
      texts.set(element, (texts.get(element) || []).concat(tell));
      tell(element);
      return element;
    }
    const tellAll = (element) => (texts.get(element) || []).forEach((tell) => tell(element));
    const text = (element, key, value) => say(element, () => { element.textContent = word(key, value); });
    const spoken = (element, key) => say(element, () => element.setAttribute("aria-label", word(key)));
    function press(name, act, ...inside) {
      const made = h("button", name, ...inside);
      made.type = "button";
      made.addEventListener("click", act);
      return made;
    }
    const button = (key, name, act, ...icons) => press(name, act, ...icons, text(h("span"), key));
    /** What shows or hides `inside`, as the button `by` says; shown() is called with it. */
    function unfolds(by, inside, shown) {
      inside.id = "wence-" + ++ids;
      by.setAttribute("aria-controls", inside.id);
      const show = (on) => {
        inside.hidden = !on;
        by.setAttribute("aria-expanded", String(on));
        shown(on);
      };
      show(false);
      return show;
    }
    function link(href, ...inside) {
      const made = h("a", "", ...inside);
      made.href = href;
      made.target = "_blank";
      made.rel = "noopener noreferrer";
      made.referrerPolicy = "no-referrer";
      made.appendChild(text(h("span", "sr"), "window"));
      return made;
    }
    const official = (element) => { element.lang = "zh-CN"; return element; };
    const focus = (element) => element.focus({ preventScroll: true });

    // -- The frame
    const launch = press("launch", open, icon("chat"));
    const region = h("section", "", launch);
    const panel = h("dialog", "panel");
    const title = h("h2");
    const about = h("div", "about");
    const log = h("div", "log");
    const ask = h("form", "ask");
    const box = h("textarea");
    const send = button("send", "main", () => submit());
    const stop = button("stop", "line", () => stopped());
    const live = h("p", "sr");
    const ours = option("title").slice(0, 60);
    const name = () => ours || word("name");
    const langs = ["简", "繁", "EN"].map((label, at) => {
      const made = press("", () => { lang = at; dress(); save(); }, label);
      made.lang = LANGS[at];
      made.setAttribute("aria-label", ["简体中文", "繁體中文", "English"][at]);
      return made;
    });
    const sizes = button("large", "", () => { large = !large; dress(); save(); });
    const contrasts = button("high", "", () => { high = !high; dress(); save(); });
    const choices = h("div", "langs", ...langs);
    const tools = h("div", "tools", sizes, contrasts, button("restart", "", restart), choices);
    const close = press("", shut, icon("close"));

    spoken(close, "close");
    launch.appendChild(say(h("span"), (it) => { it.textContent = ours || word("name") + " · " + word("open"); }));
    launch.setAttribute("aria-haspopup", "dialog");
    say(region, () => region.setAttribute("aria-label", name()));
    say(title, () => { title.textContent = name(); });
    title.id = "wence-title";
    title.tabIndex = -1;
    panel.setAttribute("role", "dialog");
    panel.setAttribute("aria-labelledby", title.id);
    tools.setAttribute("role", "group");
    spoken(tools, "settings");
    choices.setAttribute("role", "group");
    spoken(choices, "language");
    log.setAttribute("role", "log");
    log.setAttribute("aria-live", "off"); // a finished answer is read once, from `live`
    log.tabIndex = 0;
    spoken(log, "log");
    live.setAttribute("role", "status");
    live.setAttribute("aria-live", "polite");
    box.rows = 1;
    box.setAttribute("enterkeyhint", "send");
    spoken(box, "hint");
    say(box, () => { box.placeholder = word("hint"); });
    stop.hidden = true;
    ask.append(box, send, stop);
    panel.append(h("div", "head", title, close), about, tools, log, ask, text(h("p", "label"), "label"), live);
    root.append(region);
    region.append(panel);
    box.value = string(kept.draft, 8000);

    /** The language, size and contrast that are chosen, put on. */
    function dress() {
      root.lang = LANGS[lang];
      root.className = "w" + (large ? " large" : "") + (high ? " high" : "") + " " + option("theme");
      sizes.setAttribute("aria-pressed", String(large));
      contrasts.setAttribute("aria-pressed", String(high));
      langs.forEach((one, at) => one.setAttribute("aria-pressed", String(at === lang)));
      texts.forEach((_, element) => { if (root.contains(element)) tellAll(element); else texts.delete(element); });
      grow();
    }
    function announce(sentence) { live.textContent = sentence; }
    function grow() {
      box.style.height = "auto";
      if (box.scrollHeight) box.style.height = box.scrollHeight + 2 + "px";
    }
    /** Scrolls the conversation alone, never the page. */
    function reveal(element, top) {
      const at = element.getBoundingClientRect();
      const seen = log.getBoundingClientRect();
      if (top || at.top < seen.top) log.scrollTop += at.top - seen.top - 12;
      else if (at.bottom > seen.bottom) log.scrollTop += Math.min(at.bottom - seen.bottom + 12, at.top - seen.top - 12);
    }

    // -- Opening and closing
    function open() {
      if (isOpen) return;
      isOpen = true;
      launch.hidden = true;
      place();
      if (!asked) {
        asked = true;
        exchanges = list(kept.exchanges, KEPT).map(exchangeOf).filter(Boolean);
        exchanges.forEach((one) => log.appendChild(turn(one)));
        if (exchanges.length) log.scrollTop = log.scrollHeight;
        hello();
        noticeLine();
        queue(() => meet(call())).catch((error) => { if (!failed && !run) fails(error, ""); });
      }
      grow();
      focus(phone.matches ? title : box);
      panel.scrollTop = panel.scrollHeight; // the box, in a window too low for all
    }
    function place() {
      if (phone.matches && panel.showModal) panel.showModal();
      else if (panel.show) panel.show();
      else panel.setAttribute("open", "");
      panel.setAttribute("aria-modal", String(phone.matches));
      fit();
    }
    function shut() {
      if (!isOpen) return;
      isOpen = false;
      if (panel.close) panel.close();
      else panel.removeAttribute("open");
      launch.hidden = false;
      focus(launch);
    }
    function turned() { // a phone was turned, or a window made narrow: another kind of dialog
      if (!isOpen || !panel.close) return;
      const inside = shadow.activeElement;
      isOpen = false;
      panel.close();
      isOpen = true;
      place();
      focus(inside || title);
    }
    function fit() { // above the keyboard of a phone
      const view = window.visualViewport;
      if (view && phone.matches) panel.style.setProperty("--vh", Math.round(view.height * view.scale) + "px");
      else panel.style.removeProperty("--vh");
    }
    /** Esc, which may come as a key and as "cancel" too, leaves a rating's form or else the panel. */
    function leave(event) {
      event.preventDefault();
      if (event.type === "cancel" && event.timeStamp - escaped < 300) return;
      escaped = event.timeStamp;
      const form = shadow.activeElement && shadow.activeElement.closest(".rating form");
      if (form) form.leave();
      else shut();
    }
    panel.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "Tab" && phone.matches && !panel.showModal) keepIn(event);
      if (event.key === "Escape") { event.stopPropagation(); leave(event); }
    });
    panel.addEventListener("cancel", leave);
    function keepIn(event) { // as showModal does
      const all = Array.from(panel.querySelectorAll("button,a,textarea,input,.log")).filter((one) => one.getClientRects().length);
      const at = all.indexOf(shadow.activeElement);
      if (event.shiftKey ? at > 0 : at < all.length - 1) return;
      event.preventDefault();
      all[event.shiftKey ? all.length - 1 : 0].focus();
    }
    panel.addEventListener("close", () => { if (isOpen && !panel.open) shut(); });

    // -- The conversation
    function hello() {
      const old = log.querySelector(".hello");
      if (old) old.remove();
      if (exchanges.length || run || failed) return;
      const samples = h("ul");
      const heading = text(h("h4"), "samples");
      const made = h("div", "hello", text(h("h3"), "welcome"), text(h("p"), "intro"), heading, samples);
      say(samples, () => {
        const given = list(object(info.suggestions)[["zh", "zh-Hant", "en"][lang]], 6).map((s) => string(s, 200)).filter(Boolean);
        samples.textContent = "";
        given.forEach((one) => samples.appendChild(h("li", "", press("", () => submit(one), one))));
        heading.hidden = !given.length;
      });
      log.insertBefore(made, log.firstChild);
    }
    function noticeLine() {
      const last = exchanges[exchanges.length - 1];
      // The notice that the last answer is from, where that is another than the service's first.
      const known = last && last.answer.notice.title ? last.answer.notice : info.notice;
      const home = last && last.answer.notice.home ? last.answer.notice.home : "/notice";
      about.textContent = "";
      if (!known.title) return;
      about.append(link(address(home), official(h("span", "", "《" + bare(known.title) + "》")), icon("out")));
      if (known.status) about.append(say(h("span", "tag"), (tag) => { tag.textContent = known.status === WORDS.draft[0] ? word("draft") : chinese(known.status); }));
    }
    const bald = (it) => it.replace(/[\s?？。.!！]+$/, "").trim();
    const bare = (it) => (/^《[^《]*》$/.test(it) ? it.slice(1, -1) : it);

    /** Ask what is in the box, or `sample`. */
    function submit(sample) {
      const question = (sample || box.value).trim().replace(/[\ud800-\udfff]/gu, "\ufffd"); // halves of characters
      if (!question) return focus(box);
      if (run) return announce(word("wait"));
      if (seconds()) return failed ? announce(word("limit", seconds())) : fails(failure("limit"), "");
      if (question.length > LONGEST_QUESTION) {
        fails(failure("long"), "");
        return focus(box);
      }
      if (!sample) box.value = "";
      put(question);
    }
    const seconds = () => Math.max(0, Math.ceil((blocked - Date.now()) / 1000)); // until one may ask again
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
      event.preventDefault();
      submit();
    });
    box.addEventListener("input", () => { grow(); save(); });
    ask.addEventListener("submit", (event) => event.preventDefault());

    function back(question) { // into the box, before what has been typed since
      if (!question || box.value === question || box.value.indexOf(question + "\n") === 0) return;
      box.value = box.value ? question + "\n" + box.value : question;
      grow();
      save();
    }
    function busy(on) {
      const focused = shadow.activeElement;
      send.hidden = on;
      stop.hidden = !on;
      log.setAttribute("aria-busy", String(on));
      if (on && (!focused || matchMedia("(pointer:coarse)").matches)) focus(log); // a sample is gone; a keyboard on the glass goes
      else if (focused === send || focused === stop) focus(box);
    }

    /** Ask `question`, and show what comes of it. */
    function put(question) {
      const mine = call();
      if (failed) failed.turn.remove();
      failed = null;
      run = mine;
      if (box.value === question) box.value = "";
      hello();
      busy(true);
      grow();
      save();
      const state = text(h("p", "state"), "looking");
      const growing = h("div", "text");
      const body = h("div", "card", state, growing);
      const shown = h("article", "turn", heading(question), body);
      mine.turn = shown;
      mine.question = question;
      log.appendChild(shown);
      reveal(shown, true);
      announce(word("looking"));
      const history = turns(exchanges);
      queue(() => obtain(question, history, mine, (part) => {
        if (run !== mine) return;
        texts.delete(state);
        text(state, "writing");
        paragraphs(growing, part, []);
      })).then((reply) => {
        if (run !== mine) return; // an earlier conversation's
        run = null;
        const one = { question: question, answer: reply.answer, id: reply.id, rating: "" };
        exchanges.push(one);
        while (exchanges.length > KEPT) exchanges.shift();
        const whole = turn(one);
        log.replaceChild(whole, shown);
        busy(false);
        save();
        noticeLine();
        reveal(whole, true);
        announce(summary(one.answer));
      }, (error) => {
        if (run !== mine) return;
        run = null;
        shown.remove();
        busy(false);
        fails(error, question);
      });
    }
    function stopped() {
      const mine = run;
      if (!mine) return;
      run = null;
      mine.stop();
      mine.turn.remove();
      busy(false);
      back(mine.question);
      hello();
      announce(word("stopped") + word("kept"));
      focus(box);
    }
    function restart() {
      if (run) run.stop();
      run = null;
      exchanges = [];
      failed = null;
      log.textContent = "";
      box.value = "";
      store("");
      save();
      hello();
      noticeLine();
      busy(false);
      held();
      grow();
      announce(word("restarted"));
      focus(box);
    }
    /** Say in words what went wrong, with the question back in the box and a button that asks again. */
    function fails(error, question) {
      const kind = WORDS[error.kind] ? error.kind : "failed";
      const sentence = h("p");
      const again = button("retry", "line", () => {
        if (run || seconds()) return;
        const words = question || box.value.trim();
        if (question && box.value.indexOf(question + "\n") === 0) box.value = box.value.slice(question.length + 1);
        else if (question === box.value) box.value = "";
        if (question) put(question);
        else {
          failed.turn.remove();
          failed = null;
          if (words) submit();
          else queue(() => meet(call())).catch((e) => { if (!run) fails(e, ""); });
          focus(box);
        }
      });
      const card = h("div", "error", sentence);
      const shown = h("article", "turn", ...(question ? [heading(question)] : []), card);
      if (kind !== "origin" && kind !== "long") card.appendChild(again);
      if (failed) failed.turn.remove();
      failed = { question: question, turn: shown, again: again, sentence: sentence };
      if (error.after) blocked = Date.now() + error.after * 1000;
      log.appendChild(shown);
      back(question);
      say(sentence, () => {
        if (failed && failed.over) sentence.textContent = word("ready");
        else if (kind === "offline") sentence.textContent = word("offline") + (question ? word("kept") : "");
        else if (kind === "long") sentence.textContent = word("long", LONGEST_QUESTION);
        else if (kind === "limit") sentence.textContent = word("limit", seconds() || 1);
        else sentence.textContent = (kind === "paused" && fitting(error.detail, lang)) || word(kind);
      });
      if (seconds()) held();
      announce(sentence.textContent);
      reveal(shown, false);
    }
    /** The buttons that ask, off until `blocked`, with the seconds counted down. */
    function held() {
      clearTimeout(timer);
      const off = seconds() > 0;
      [send, failed && failed.again].forEach((one) => { if (one) one.setAttribute("aria-disabled", String(off)); });
      if (off) timer = setTimeout(held, 500);
      else if (blocked) {
        blocked = 0;
        if (failed) { failed.over = true; announce(word("ready")); }
      }
      if (failed) tellAll(failed.sentence);
    }

    // -- An exchange as elements
    function heading(question) { return h("h3", "q", text(h("span", "sr"), "q"), question); }

    /** Lines as paragraphs; a marker that resolves to a citation becomes a button. */
    function paragraphs(into, words, citations, show) {
      const lines = words.split("\n").filter((line) => line.trim());
      const isRow = (line) => /^\s*([-·•—]|[(（]?[\d一二三四五六七八九十]{1,3}\s*[.、)）])/.test(line);
      const rows = lines.map((line, at) => (isRow(line) ? at : -1)).filter((at) => at >= 0);
      const cut = show && rows.length > ROWS_SHOWN + 2 ? rows[ROWS_SHOWN - 1] + 1 : lines.length;
      const last = rows.length ? rows[rows.length - 1] + 1 : 0;
      const rest = h("div");
      into.textContent = "";
      lines.forEach((line, at) => {
        const p = h("p", line[0] === "【" ? "group" : isRow(line) ? "row" : "");
        line.split(/(\[\d{1,3}\])/).forEach((part) => {
          const found = /^\[(\d{1,3})\]$/.exec(part);
          const c = found && citations.find((one) => one.n === Number(found[1]));
          if (!c || !show) { if (part) p.appendChild(document.createTextNode(part.replace(/(\d) (?=[项个条])/g, "$1\u00a0"))); return; }
          const mark = press("mark", () => show(c.n), part);
          say(mark, () => mark.setAttribute("aria-label", word("source", c.n) + " " + c.label));
          p.appendChild(mark);
        });
        (at >= cut && at < last ? rest : into).appendChild(p);
        if (at === cut) {
          into.appendChild(rest);
          into.appendChild(fold(rest, rows.length - ROWS_SHOWN));
        }
      });
    }
    /** A button that unfolds `count` more, which are `inside`. */
    function fold(inside, count) {
      const label = h("span");
      const made = press("fold", () => made.show(inside.hidden), icon("fold"), label);
      const words = () => { label.textContent = inside.hidden ? word("more", count) : word("fewer"); };
      made.show = unfolds(made, inside, words);
      say(label, words);
      return made;
    }
    function original(c, ...inside) {
      const href = address(c.url, c);
      if (!href) return h("span", "", ...inside);
      const made = link(href, ...inside, icon("out"));
      made.className = "go";
      return made;
    }
    function cited(c) {
      const inside = h("div", "in", official(h("blockquote", "", c.quote)));
      const label = h("span", "", official(h("span", "", c.label)));
      const disclose = press("", () => show(inside.hidden), icon("fold"), h("span", "n", "[" + c.n + "]"), label);
      const show = unfolds(disclose, inside, (on) => { if (on) reveal(item, false); });
      if (c.inferred.length) {
        label.append(" ", text(h("span", "tag partial"), "inferred"));
        c.inferred.forEach((why) => inside.appendChild(official(h("p", "note", why))));
      }
      if (address(c.url)) inside.appendChild(original(c, text(h("span"), "original"), official(h("span", "sr", " " + c.label))));
      const item = h("li", "cite", disclose, inside);
      return { n: c.n, item: item, disclose: disclose, show: show };
    }
    const section = (name, key) => h("div", name, text(h("h4"), key));
    const tagged = (key, tag) => h("h4", "", text(h("span"), key), text(h("span", "tag"), tag));

    function turn(one) {
      const a = one.answer;
      const card = h("div", "card");
      const made = h("article", "turn", heading(one.question), card);
      const entries = a.citations.map(cited);
      let more = null;
      function show(n) {
        const entry = entries.find((e) => e.n === n);
        if (more && entries.indexOf(entry) >= CITATIONS_SHOWN) more.show(true);
        entry.show(true);
        focus(entry.disclose);
        reveal(entry.item, false);
      }
      const meta = h("div", "meta");
      if (a.status !== "small_talk") meta.appendChild(text(h("span", "tag " + a.status), a.status));
      const understood = a.standalone_question.trim();
      if (understood && bald(understood) !== bald(one.question)) meta.appendChild(text(h("span"), "understood", understood));
      if (meta.firstChild) card.appendChild(meta);

      const words = h("div", "text");
      words.lang = a.language;
      paragraphs(words, a.answer, a.citations, show);
      if (a.plain) {
        const plain = h("div", "text", ...a.plain.split("\n").filter(Boolean).map((line) => h("p", "", line)));
        plain.lang = a.language === "zh-Hant" ? "zh-Hant" : "zh-CN";
        card.appendChild(h("div", "block plain", tagged("plain", "unofficial"), plain));
      }
      if (entries.length) {
        card.appendChild(h("div", "block official", tagged("official", a.mode), words));
        const cites = section("cites", "evidence");
        const first = h("ul", "", ...entries.slice(0, CITATIONS_SHOWN).map((e) => e.item));
        card.appendChild(cites).appendChild(first);
        if (entries.length > CITATIONS_SHOWN) {
          const rest = h("ul", "", ...entries.slice(CITATIONS_SHOWN).map((e) => e.item));
          more = fold(rest, entries.length - CITATIONS_SHOWN);
          cites.append(rest, more);
        }
      } else card.appendChild(words);
      if (a.related.length) {
        const links = a.related.map((c) => h("li", "", original(c, official(h("span", "", c.label)))));
        card.appendChild(section("related", "related")).appendChild(h("ul", "", ...links));
      }
      const files = Object.keys(a.exports).filter((format) => address(a.exports[format]));
      if (files.length) {
        const row = h("div", "exports", text(h("span"), "export"));
        files.forEach((format) => {
          const file = link(address(a.exports[format]), { xlsx: "Excel", docx: "Word", csv: "CSV" }[format]);
          file.download = "";
          row.appendChild(file);
        });
        card.appendChild(row);
      }
      const copy = button("copy", "line", () => copied(one, copy));
      card.appendChild(h("div", "foot", text(h("span"), "label"), copy));
      if (one.id) card.appendChild(rating(one));
      return made;
    }
    /** What is read aloud of a finished answer: its beginning, without markers. */
    function summary(a) {
      const lines = a.answer.replace(/\[\d{1,3}\]/g, "").split("\n").filter((line) => line.trim());
      const said = a.status === "small_talk" ? [] : [word(a.status)];
      if (a.plain) said.push(word("plain"), a.plain, word("official"));
      said.push(...lines.slice(0, ROWS_SHOWN));
      if (lines.length > ROWS_SHOWN) said.push(word("more", lines.length - ROWS_SHOWN));
      return said.concat(word("label")).join("\n");
    }

    function copyText(one) {
      const a = one.answer;
      const lines = [word("q") + one.question, word("a") + a.answer];
      if (a.plain) lines.push("", word("plain") + "（" + word("unofficial") + "）：" + a.plain);
      if (a.citations.length) lines.push("", word("evidence") + "：");
      a.citations.forEach((c) => {
        lines.push("[" + c.n + "] " + c.label + "：“" + c.quote + "”" + (c.inferred.length ? "（" + word("inferred") + "）" : ""));
        if (address(c.url)) lines.push(address(c.url, c));
      });
      if (a.notice.title) lines.push("", word("from", bare(a.notice.title)) + "（" + [a.notice.status, a.notice.date].filter(Boolean).join("，") + "）");
      return lines.concat(word("label")).join("\n");
    }
    async function copied(one, by) {
      const words = copyText(one);
      let done = true;
      try { await navigator.clipboard.writeText(words); } catch (e) {
        const area = h("textarea", "sr", "");
        area.value = words;
        panel.appendChild(area);
        area.select();
        try { done = document.execCommand("copy"); } catch (error) { done = false; }
        area.remove();
        focus(by);
      }
      const label = by.firstChild;
      label.textContent = word(done ? "copied" : "uncopied");
      announce(label.textContent);
      setTimeout(() => { label.textContent = word("copy"); }, 2500);
    }

    // -- Rating
    function rating(one) {
      const said = text(h("span"), "rate");
      const form = h("form");
      const boxes = REASONS.map((reason) => {
        const tick = h("input");
        tick.type = "checkbox";
        tick.value = reason;
        return tick;
      });
      const comment = h("textarea");
      const wrong = h("p", "bad");
      const up = button("up", "", () => { show(false); rate("up"); }, icon("thumb"));
      const down = button("down", "", () => { show(form.hidden); if (!form.hidden) focus(boxes[0]); }, icon("thumb", "turned"));
      const reasons = h("div", "reasons", ...boxes.map((tick) => h("label", "", tick, text(h("span"), tick.value))));
      const submits = button("submit", "main", () => rate("down"));
      const cancel = button("cancel", "line", () => { boxes.forEach((tick) => { tick.checked = false; }); comment.value = ""; form.leave(); });
      let sending = false;
      comment.maxLength = LONGEST_COMMENT;
      comment.rows = 3;
      form.append(
        h("fieldset", "", text(h("legend"), "why"), reasons), h("label", "long", text(h("span"), "comment"), comment),
        text(h("p"), "privacy"), wrong, h("div", "acts", submits, cancel),
      );
      form.addEventListener("submit", (event) => event.preventDefault());
      form.leave = () => { show(false); focus(down); };
      const show = unfolds(down, form, (on) => { if (on) reveal(form, false); });
      const pressed = () => [up, down].forEach((it, at) => it.setAttribute("aria-pressed", String(one.rating === ["up", "down"][at])));
      function tell(key) {
        texts.delete(said);
        text(said, key);
        announce(word(key));
      }
      async function rate(value) {
        if (sending) return;
        sending = true;
        wrong.textContent = "";
        const why = value === "up" ? [] : boxes.filter((tick) => tick.checked).map((tick) => tick.value);
        const body = {
          question: one.question, history: turns(exchanges.slice(0, Math.max(0, exchanges.indexOf(one)))), rating: value, reasons: why,
          comment: value === "up" ? "" : comment.value, answer_id: one.id,
        };
        const mine = call();
        try {
          await queue(() => withTicket(mine, false, (by) => post("/api/feedback", body, by, mine)));
          one.rating = value;
          const inside = form.contains(shadow.activeElement);
          show(false);
          if (inside) focus(down);
          pressed();
          tell("thanks");
          save();
        } catch (error) {
          if (form.hidden) tell("unkept");
          else { wrong.textContent = word("unkept"); announce(word("unkept")); reveal(wrong, false); }
        }
        sending = false;
      }
      pressed();
      const thumbs = h("div", "thumbs", said, up, down);
      thumbs.setAttribute("role", "group");
      spoken(thumbs, "rate");
      return h("div", "rating", thumbs, form);
    }

    // -- What is kept, for this tab alone
    function save() {
      const state = { lang: LANGS[lang], large: large, high: high, draft: box.value, exchanges: exchanges.slice() };
      while (JSON.stringify(state).length > KEPT_CHARACTERS && state.exchanges.length) state.exchanges.shift();
      store(JSON.stringify(state));
    }
    function turns(of) {
      const sent = of.slice(-TURNS_SENT).map((one) => ({
        question: one.question, standalone_question: one.answer.standalone_question, status: one.answer.status,
        cited: one.answer.citations.slice(0, 20).map((c) => c.id), related: one.answer.related.slice(0, 20).map((c) => c.id),
      }));
      while (sent.length && new Blob([JSON.stringify(sent)]).size > HISTORY_BYTES) sent.shift();
      return sent;
    }

    // -- The server
    /** One after the other: each request needs the ticket that the one before it brought. */
    function queue(job) {
      const mine = waiting.then(() => { if (gone) throw failure("failed"); return job(); });
      waiting = mine.catch(() => {});
      return mine;
    }
    /** A call that is given up after SILENCE_MS without a beat; giving up what is over does nothing. */
    function call() {
      const abort = new AbortController();
      const mine = { signal: abort.signal, stopped: false, late: false };
      let clock = 0;
      mine.beat = () => { clearTimeout(clock); clock = setTimeout(() => { mine.late = true; abort.abort(); }, SILENCE_MS); };
      mine.stop = () => { mine.stopped = true; abort.abort(); };
      return mine;
    }
    /** POST; the response once its head is there. */
    async function post(path, body, by, mine, accept) {
      const headers = { Accept: accept || JSON_TYPE };
      if (body) headers["Content-Type"] = JSON_TYPE;
      if (by) headers.Authorization = "Ticket " + by;
      mine.beat();
      try {
        const reply = await fetch(SERVER + path, {
          method: "POST", headers: headers, body: body && JSON.stringify(body), credentials: "omit",
          referrerPolicy: "no-referrer", redirect: "error", signal: mine.signal,
        });
        mine.beat();
        if (reply.ok) return reply;
        throw failureOf(reply.status, await reply.json().catch(() => null), reply.headers.get("Retry-After"));
      } catch (error) { throw error.kind ? error : failure(mine.late ? "late" : "offline"); }
    }
    function newTicket(value, seconds) { // taken for over a little early
      ticket = string(value, 4000) && { value: value, until: Date.now() + 900 * (Number(seconds) || 60) };
    }
    /** A ticket, and with it what the panel says of the notice. */
    async function meet(mine) {
      const reply = await post("/api/ticket", null, "", mine);
      const given = object(await reply.json().catch(() => null));
      if (gone) throw failure("failed");
      newTicket(given.ticket, given.expires_in);
      info = { feedback: given.feedback === true, notice: notice(given.notice), suggestions: object(given.suggestions) };
      region.classList.toggle("rates", info.feedback);
      noticeLine();
      if (failed && !failed.question && !blocked) { failed.turn.remove(); failed = null; }
      hello();
    }
    /** job(ticket), once more with a new one where the server does not take the first. spend: it is used up. */
    async function withTicket(mine, spend, job) {
      for (let again = false; ; again = true) {
        if (!ticket || ticket.until < Date.now()) await meet(mine);
        if (mine.stopped) throw failure("failed");
        if (!ticket) throw failure("ticket");
        const by = ticket.value;
        if (spend) ticket = null;
        try { return await job(by); } catch (error) {
          if (error.kind !== "ticket" || again) throw error;
          ticket = null;
        }
      }
    }
    async function obtain(question, history, mine, grows) {
      const body = { question: question, history: history };
      const once = (accept) => withTicket(mine, true, (by) => post("/api/ask", body, by, mine, accept).then((reply) => answered(reply, mine, grows)));
      if ("body" in Response.prototype) {
        try { return await once("text/event-stream"); } catch (error) {
          if (!error.broken || mine.stopped) throw error;
        }
      }
      return once(JSON_TYPE);
    }
    async function answered(reply, mine, grows) {
      if (!/^text\/event-stream/i.test(reply.headers.get("Content-Type"))) {
        const raw = await reply.json().catch(() => { throw failure(mine.late ? "late" : "failed"); });
        newTicket(reply.headers.get("Wence-Ticket"), reply.headers.get("Wence-Ticket-Expires-In"));
        return received(raw);
      }
      let found = null;
      const read = eventReader((event, data) => {
        const said = JSON.parse(data);
        if (event === "growing") grows(string(object(said).answer, 60000));
        else if (event === "problem") throw failureOf(whole(object(said).status), said, "");
        else if (event === "answer" && !found) {
          const next = object(object(said).next_ticket);
          newTicket(next.ticket, next.expires_in);
          found = received(said);
        }
      });
      const reader = reply.body.getReader();
      const decoder = new TextDecoder();
      try {
        while (!found) {
          const part = await reader.read();
          mine.beat();
          read(part.done ? decoder.decode() + "\n\n" : decoder.decode(part.value, { stream: true }));
          if (part.done) break;
        }
      } catch (error) {
        throw error.kind ? error : mine.late ? failure("late") : failure("offline", { broken: true });
      } finally { reader.cancel().catch(() => {}); }
      if (!found) throw failure("failed", { broken: true });
      return found;
    }
    function received(raw) {
      const answer = answerOf(raw);
      if (!answer) throw failure("failed");
      return { answer: answer, id: idOf(raw.answer_id) };
    }

    // -- Into the page
    shadow.textContent = "";
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      shadow.adoptedStyleSheets = [sheet];
    } catch (e) {
      shadow.appendChild(h("style", "", CSS));
    }
    dress();
    shadow.appendChild(root);
    phone.addListener(turned); // browsers of before 2020 know no other
    if (window.visualViewport) visualViewport.addEventListener("resize", fit);
    return () => {
      gone = true;
      phone.removeListener(turned);
      if (window.visualViewport) visualViewport.removeEventListener("resize", fit);
      clearTimeout(timer);
      if (run) run.stop();
      run = null;
      shadow.textContent = "";
    };
  }

  // ---- The element. One launcher a page, whoever else puts one there.
  let living = null;
  let end = null;
  customElements.define(NAME, class extends HTMLElement {
    connectedCallback() {
      if (living) return;
      living = this;
      end = start(this);
    }
    disconnectedCallback() {
      if (living !== this) return;
      end();
      living = null;
      const other = document.querySelector(NAME);
      if (other) other.connectedCallback();
    }
  });
  const append = () => { if (!document.querySelector(NAME)) document.body.appendChild(document.createElement(NAME)); };
  if (document.body) append();
  else document.addEventListener("DOMContentLoaded", append, { once: true });
})();
