// The search: loaded when a reader turns to it. Pagefind finds; this shows, with plain DOM and no HTML out of the index.
const SHOWN = 20;
const FIRST = 1; // results that are shown before the others are loaded
const LETTERS = 3; // from which on results come by themselves; fewer find nearly everything, or wait for Enter

export async function start(form) {
  const pagefind = await load(form);
  if (!pagefind) return;
  let asked = 0;
  const find = async (event) => {
    const mine = ++asked;
    const words = form.elements.q.value.trim();
    if (words.length < LETTERS && event.type === "input") {
      if (words) pagefind.preload(words);
      return show(form, words, null, []);
    }
    const filters = {};
    for (const select of form.querySelectorAll("select[data-filter]")) {
      if (select.value) filters[select.dataset.filter] = select.value;
    }
    const { results } = await pagefind.search(words, { filters });
    for (const some of results.length > FIRST ? [FIRST, SHOWN] : [SHOWN]) {
      if (mine !== asked) return; // the reader has typed on: nothing more is loaded for this
      const pages = await Promise.all(results.slice(0, some).map((result) => result.data()));
      if (mine === asked) show(form, words, results.length, pages);
    }
  };
  form.addEventListener("input", find);
  form.addEventListener("submit", (event) => { event.preventDefault(); find(event); });
  form.addEventListener("keydown", (event) => move(form, event));
  const given = new URLSearchParams(location.search).get("q");
  if (given && !form.elements.q.value) form.elements.q.value = given;
  find(new Event("input"));
}

async function load(form) {
  try {
    const pagefind = await import(form.dataset.index);
    await pagefind.options({ excerptLength: 24, noWorker: true });
    await pagefind.init();
    return pagefind;
  } catch {
    form.querySelector("[role=status]").textContent =
      "The search cannot be loaded just now. The topics and the archive lead to every article.";
  }
}

function show(form, words, count, pages) {
  const list = form.querySelector("[data-results]");
  const held = list.contains(document.activeElement) ? document.activeElement.href : null;
  list.replaceChildren(...pages.map(item));
  // A late answer must not take the focus away from a reader who has gone on to the results.
  if (held) ([...list.querySelectorAll("a")].find((link) => link.href === held) ?? form.elements.q).focus();
  const more = count > SHOWN ? ` The first ${SHOWN} are shown.` : "";
  const said = count === null ? "" : count === 0 ? `Nothing was found for “${words}”.`
    : `${count} ${count === 1 ? "article" : "articles"} for “${words}”.${more}`;
  const status = form.querySelector("[role=status]");
  if (status.textContent !== said) status.textContent = said; // the same words are not said twice
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
    const text = new DOMParser().parseFromString(`<body>${part}`, "text/html").body.textContent;
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
