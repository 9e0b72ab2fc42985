// The search itself: a module, loaded on focus. Pagefind finds; this shows, with plain DOM and no HTML out of the index.
const SHOWN = 20;
const WAIT = 60; // milliseconds after a key, so that a fast typist asks once

export async function start(form) {
  const pagefind = await import(form.dataset.index);
  await pagefind.options({ excerptLength: 24 });
  pagefind.init();
  await fill(form, await pagefind.filters());
  let asked = 0;
  let timer;
  const find = async () => {
    const mine = ++asked;
    const words = form.elements.q.value.trim();
    if (words.length < 2) return show(form, words, null, []);
    const filters = {};
    for (const select of form.querySelectorAll("select[data-filter]")) {
      if (select.value) filters[select.dataset.filter] = select.value;
    }
    const found = await pagefind.search(words, { filters });
    const pages = await Promise.all(found.results.slice(0, SHOWN).map((result) => result.data()));
    if (mine === asked) show(form, words, found.results.length, pages);
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(find, WAIT); });
  form.addEventListener("submit", (event) => { event.preventDefault(); find(); });
  form.addEventListener("keydown", (event) => move(form, event));
  const given = new URLSearchParams(location.search).get("q");
  if (given && !form.elements.q.value) form.elements.q.value = given;
  find();
}

async function fill(form, filters) {
  for (const select of form.querySelectorAll("select[data-filter]")) {
    const choices = Object.keys(filters[select.dataset.filter] ?? {}).sort();
    if (select.dataset.filter === "year") choices.reverse();
    select.append(...choices.map((choice) => new Option(choice, choice)));
    select.closest("label").hidden = choices.length < 2;
  }
}

function show(form, words, count, pages) {
  const list = form.querySelector("[data-results]");
  const held = list.contains(document.activeElement) ? document.activeElement.href : null;
  list.replaceChildren(...pages.map(item));
  // A late answer must not take the focus away from a reader who has gone on to the results.
  if (held) ([...list.querySelectorAll("a")].find((link) => link.href === held) ?? form.elements.q).focus();
  const more = count > pages.length ? ` The first ${pages.length} are shown.` : "";
  const said = count === null ? "" : count === 0 ? `Nothing was found for “${words}”.`
    : `${count} ${count === 1 ? "article" : "articles"} for “${words}”.${more}`;
  form.querySelector("[role=status]").textContent = said;
}

function item(page) {
  const entry = document.createElement("li");
  const link = document.createElement("a");
  link.href = page.url;
  link.textContent = page.meta.title;
  const title = document.createElement("p");
  title.className = "headline";
  title.append(link);
  const excerpt = document.createElement("p");
  excerpt.append(...marked(page.excerpt));
  const where = document.createElement("p");
  where.className = "search-where";
  where.textContent = [page.filters.section?.[0], page.filters.year?.[0]].filter(Boolean).join(" · ");
  entry.append(title, excerpt, where);
  return entry;
}

// An excerpt is text with <mark> around what was found; whatever else stands in it is text too.
function* marked(excerpt) {
  for (const [index, part] of excerpt.split(/<\/?mark>/).entries()) {
    const text = new DOMParser().parseFromString(part, "text/html").body.textContent;
    if (index % 2 === 0) { yield text; continue; }
    const mark = document.createElement("mark");
    mark.textContent = text;
    yield mark;
  }
}

function move(form, event) {
  if (event.key === "Escape" && event.target === form.elements.q && form.elements.q.value) {
    form.elements.q.value = "";
    form.dispatchEvent(new Event("input"));
    return;
  }
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  if (event.target.matches("select")) return;
  const stops = [form.elements.q, ...form.querySelectorAll("[data-results] a")];
  const next = stops[stops.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)];
  if (next) { event.preventDefault(); next.focus(); }
}
