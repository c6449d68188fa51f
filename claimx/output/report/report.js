"use strict";
(() => {
  const form = document.getElementById("filters");
  const items = [...document.querySelectorAll("li.claim")];
  const marks = [...document.querySelectorAll("mark")];
  const count = document.getElementById("count");
  const filter = () => {
    const search = form.elements.search.value.trim().toLowerCase();
    const source = form.elements.source.value;
    const ticked = (name) => [...form.querySelectorAll(`input[name=${name}]:checked`)].map((box) => box.value);
    const kinds = new Set(ticked("kind"));
    const facts = ticked("fact");
    const shown = new Set();
    for (const item of items) {
      const has = item.dataset.facts.split(" ");
      const fits = kinds.has(item.dataset.kind) && (!source || item.dataset.source === source) &&
        facts.every((fact) => has.includes(fact)) && (!search || item.textContent.toLowerCase().includes(search));
      item.hidden = !fits;
      if (fits) shown.add(item.id);
    }
    for (const mark of marks) {
      const on = mark.dataset.claims.split(" ").some((id) => shown.has(id));
      mark.style.background = on ? "" : "none";
    }
    count.textContent = `${shown.size} of ${items.length} claims`;
  };
  const go = (target) => {
    if (!target) return;
    document.querySelectorAll(".now").forEach((other) => other.classList.remove("now"));
    target.classList.add("now");
    target.scrollIntoView({ block: "center" });
    if (target.tabIndex < 0) target.tabIndex = -1;
    target.focus({ preventScroll: true });
  };
  const open = (mark) => {
    const item = document.getElementById(mark.dataset.claim);
    if (item.hidden) { form.reset(); filter(); }
    item.querySelector("details").open = true;
    go(item);
  };
  for (const mark of marks) {
    mark.addEventListener("click", () => open(mark));
    mark.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(mark); }
    });
  }
  for (const item of items) {
    item.querySelector(".what a").addEventListener("click", (event) => {
      event.preventDefault();
      go(marks.find((mark) => mark.dataset.claims.split(" ").includes(item.id)));
    });
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", (event) => event.preventDefault());
  filter();
})();
