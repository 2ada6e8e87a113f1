"use strict";
(() => {
  const root = document.documentElement;
  const entries = [...document.querySelectorAll("#list li")];
  const reports = [...document.querySelectorAll("main article")];
  const filter = document.getElementById("filter");
  let current = 0;

  const open = (n, focus) => {
    current = n;
    reports.forEach((report, i) => { report.hidden = i !== n; });
    entries.forEach((entry, i) => {
      const link = entry.firstElementChild;
      if (i === n) { link.setAttribute("aria-current", "true"); } else { link.removeAttribute("aria-current"); }
    });
    if (focus) {
      entries[n].scrollIntoView({ block: "nearest" });
      reports[n].focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  };

  const sift = () => {
    const words = filter.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const kind = document.querySelector("input[name=kind]:checked").value;
    entries.forEach((entry) => {
      const text = entry.textContent.toLowerCase();
      const fits = words.every((word) => text.includes(word)) && (kind === "all" || entry.classList.contains(kind));
      entry.hidden = !fits;
    });
    const shown = entries.findIndex((entry) => !entry.hidden);
    if (shown >= 0 && entries[current].hidden) { open(shown, false); }
  };

  const step = (by) => {
    let n = current + by;
    while (n >= 0 && n < entries.length && entries[n].hidden) { n += by; }
    if (n >= 0 && n < entries.length) { open(n, true); }
  };

  const speak = (lang) => {
    root.className = lang;
    root.lang = lang === "en" ? "en" : "zh-CN";
  };

  const fromHash = () => {
    const n = reports.findIndex((report) => `#${report.id}` === location.hash);
    if (n >= 0) { open(n, true); }
  };

  document.getElementById("lang").addEventListener("click", () => speak(root.className === "en" ? "zh" : "en"));
  filter.addEventListener("input", sift);
  document.querySelectorAll("input[name=kind]").forEach((box) => box.addEventListener("change", sift));
  window.addEventListener("hashchange", fromHash);
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target === filter) {
      if (event.key === "Escape") { filter.value = ""; sift(); filter.blur(); }
      return;
    }
    const key = event.key.toLowerCase();
    if (key === "/") { event.preventDefault(); filter.focus(); }
    else if (key === "j") { step(1); }
    else if (key === "k") { step(-1); }
    else if (key === "l") { speak(root.className === "en" ? "zh" : "en"); }
  });
  if (reports.length) { open(0, false); fromHash(); }
})();
