"use strict";
(() => {
  const root = document.documentElement;
  const mode = document.body.dataset.mode;
  const $ = (id) => document.getElementById(id);
  const entries = [...document.querySelectorAll("#list li")];
  const reports = [...document.querySelectorAll("main article")];
  const words = entries.map((entry) => entry.textContent.toLowerCase());
  let current = 0;

  // --- reports: one is open at a time; the list sifts

  const article = (n) => document.getElementById(entries[n].firstElementChild.hash.slice(1));

  const open = (n, focus) => {
    current = n;
    entries.forEach((entry, i) => {
      const link = entry.firstElementChild;
      if (i === n) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
    if (mode === "all") {
      reports.forEach((report) => { report.hidden = report !== article(n); });
    }
    if (focus) {
      entries[n].scrollIntoView({ block: "nearest" });
      if (mode === "all") {
        article(n).focus({ preventScroll: true });
        window.scrollTo(0, 0);
      } else {
        entries[n].firstElementChild.focus();
      }
    }
  };

  const sift = () => {
    const wanted = $("filter").value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const shown = document.querySelector("input[name=shown]:checked").value;
    const kind = $("kind").value;
    let first = -1;
    entries.forEach((entry, i) => {
      const fits = wanted.every((word) => words[i].includes(word))
        && (shown === "all" || entry.classList.contains(shown))
        && (!kind || entry.dataset.kinds.split(" ").includes(kind));
      entry.hidden = !fits;
      if (fits && first < 0) { first = i; }
    });
    $("none").hidden = first >= 0;
    if (first >= 0 && entries[current].hidden) { open(first, false); }
  };

  const step = (by) => {
    let n = current + by;
    while (n >= 0 && n < entries.length && entries[n].hidden) { n += by; }
    if (n >= 0 && n < entries.length) { open(n, true); }
  };

  const speak = (lang) => {
    root.className = lang;
    root.lang = lang === "en" ? "en" : "zh-CN";
    boxes.forEach((box) => box.name());
  };

  // --- decisions: kept in this browser under the finding's name, shown as lines of corrections.csv

  const KEY = "ogi-decisions";
  const READER = "ogi-reader";
  const recall = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const keep = (key, value) => { try { localStorage.setItem(key, value); } catch { /* then for this visit only */ } };
  let kept = {};
  try { kept = JSON.parse(recall(KEY)) || {}; } catch { kept = {}; }
  // What was decided here and stands in the file by now need not be added to it once more.
  const stands = new Set(JSON.parse(document.querySelector(".desk").dataset.stands).map((line) => JSON.stringify(line)));
  Object.entries(kept).forEach(([what, { name, rows }]) => {
    if (rows.every(([of, value]) => stands.has(JSON.stringify([of, name, value])))) { delete kept[what]; }
  });

  const today = () => {
    const now = new Date();
    const two = (n) => String(n).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };
  const NUMBER = /^-?\d+(\.\d+)?$/;
  const tidy = (text) => text.trim().replace(/\s+/g, " ");
  const quoted = (text) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const boxes = new Map();

  const rows = () => {
    const here = [];
    const known = new Set(entries.map((entry) => entry.dataset.id));
    const order = mode === "list"
      ? Object.keys(kept).filter((what) => known.has(what.split("/")[0])).sort()
      : [...boxes.keys()].filter((what) => kept[what]);
    order.forEach((what) => here.push(kept[what]));
    return here;
  };

  const tell = () => {
    const reader = tidy($("reader").value);
    const lines = [];
    let lacking = 0;
    rows().forEach((decision) => {
      const whole = decision.rows.filter(([, value]) => decision.name !== "corrected" || NUMBER.test(value));
      if (!reader || !tidy(decision.reason) || !whole.length) { lacking += 1; return; }
      whole.forEach(([what, value, seen]) => {
        const fields = [what, decision.name, value, tidy(decision.reason), reader, decision.date, seen];
        lines.push(fields.map(quoted).join(","));
      });
    });
    $("lines").value = lines.join("\n") + (lines.length ? "\n" : "");
    $("count").value = lines.length + (lacking ? ` + ${lacking}` : "");
    $("incomplete").hidden = !lacking;
  };

  const save = () => { keep(KEY, JSON.stringify(kept)); tell(); };

  const box = (item, number) => {
    const finding = JSON.parse(item.dataset.finding);
    item.append($("decide").content.cloneNode(true));
    item.tabIndex = -1;
    const field = item.querySelector("fieldset");
    const radios = [...field.querySelectorAll("input[type=radio]")];
    const reason = field.querySelector(".reason input");
    const fix = field.querySelector(".fix");
    radios.forEach((radio) => { radio.name = `decision-${number}`; });
    const proposed = finding.cells.filter((cell) => cell[4]);
    if (!finding.cells.length) { radios[1].closest("label").hidden = true; }
    const fixes = (proposed.length ? proposed : finding.cells.slice(0, 1)).map((cell) => {
      fix.append($("fix").content.cloneNode(true));
      const label = fix.lastElementChild;
      const [select, value] = [label.querySelector("select"), label.querySelector("input")];
      finding.cells.forEach((one) => select.add(new Option(one[1], one[0])));
      select.value = cell[0];
      value.value = cell[4];
      return { select, value };
    });

    const name = () => {
      fixes.forEach(({ select }) => finding.cells.forEach((one, i) => {
        select.options[i].text = one[root.className === "en" ? 2 : 1];
      }));
    };
    // What stands in the file is ticked as well, until another decision is taken here.
    const show = (decision) => {
      const ticked = decision || finding.stands || "";
      radios.forEach((radio) => { radio.checked = radio.value === ticked; });
      fix.hidden = decision !== "corrected";
      reason.parentElement.hidden = !decision;
      item.classList.toggle("decided", Boolean(ticked));
    };
    const read = () => {
      const chosen = radios.find((radio) => radio.checked);
      if (!chosen) { return; }
      if (chosen.value === "corrected" && !reason.value) {
        reason.value = tidy(item.querySelector(root.className === "en" ? "p [lang=en]" : "p [lang=zh-CN]").textContent);
      }
      const lines = chosen.value === "corrected"
        ? fixes.map(({ select, value }) => {
          const seen = finding.cells.find((one) => one[0] === select.value)[3];
          return [select.value, tidy(value.value), seen];
        })
        : [[finding.what, "", finding.seen]];
      kept[finding.what] = { name: chosen.value, reason: reason.value, rows: lines, date: today() };
      show(chosen.value);
      save();
    };
    const choose = (n) => {
      const radio = radios[n];
      if (radio && !radio.closest("label").hidden) { radio.checked = true; read(); }
    };
    const take = () => { delete kept[finding.what]; reason.value = ""; show(""); };

    const before = kept[finding.what];
    if (before) {
      reason.value = before.reason;
      if (before.name === "corrected") {
        before.rows.forEach(([what, value], i) => {
          if (fixes[i]) { fixes[i].select.value = what; fixes[i].value.value = value; }
        });
      }
    }
    name();
    show(before ? before.name : "");
    field.addEventListener("input", read);
    boxes.set(finding.what, { item, name, choose, take });
  };

  document.querySelectorAll("[data-finding]").forEach(box);

  const nearby = (by) => {
    const seen = [...boxes.values()].map((one) => one.item).filter((item) => item.checkVisibility());
    const at = seen.indexOf(document.activeElement && document.activeElement.closest("[data-finding]"));
    const next = seen[at < 0 ? (by > 0 ? 0 : seen.length - 1) : at + by];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };

  // --- what listens

  const fromHash = () => {
    const n = entries.findIndex((entry) => entry.firstElementChild.hash === location.hash);
    if (mode === "all" && n >= 0) { open(n, true); }
  };
  const turn = () => speak(root.className === "en" ? "zh" : "en");
  const on = (id, what, then) => { const found = $(id); if (found) { found.addEventListener(what, then); } };
  on("lang", "click", turn);
  on("filter", "input", sift);
  on("kind", "change", sift);
  document.querySelectorAll("input[name=shown]").forEach((radio) => radio.addEventListener("change", sift));
  window.addEventListener("hashchange", fromHash);
  on("reader", "input", () => { keep(READER, $("reader").value); tell(); });
  on("clear", "click", () => {
    rows();
    if (mode === "list") {
      const known = new Set(entries.map((entry) => entry.dataset.id));
      Object.keys(kept).filter((what) => known.has(what.split("/")[0])).forEach((what) => { delete kept[what]; });
    }
    boxes.forEach((one) => one.take());
    save();
  });
  on("copy", "click", () => {
    $("lines").select();
    if (navigator.clipboard) { navigator.clipboard.writeText($("lines").value).catch(() => document.execCommand("copy")); } else { document.execCommand("copy"); }
  });
  on("download", "click", () => {
    const head = "what,decision,value,reason,reader,date,evidence\n";
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([head + $("lines").value], { type: "text/csv" }));
    link.download = "corrections.csv";
    link.click();
    URL.revokeObjectURL(link.href);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    const target = event.target;
    if (target.matches("input:not([type=radio]), textarea, select")) {
      if (event.key === "Escape") {
        if (target.id === "filter") { target.value = ""; sift(); }
        target.blur();
      }
      return;
    }
    const key = event.key.toLowerCase();
    const focused = target.closest("[data-finding]");
    if (key === "/" && $("filter")) { event.preventDefault(); $("filter").focus(); }
    else if (key === "j") { step(1); }
    else if (key === "k") { step(-1); }
    else if (key === "n") { nearby(1); }
    else if (key === "p") { nearby(-1); }
    else if (key === "l") { turn(); }
    else if (focused && "1234".includes(key)) {
      event.preventDefault();
      boxes.get(JSON.parse(focused.dataset.finding).what).choose(Number(key) - 1);
    }
  });

  $("reader").value = recall(READER) || "";
  tell();
  if (entries.length) { open(0, false); fromHash(); }
})();
