// Search: nothing of it is loaded before a reader turns to it. The key "/" goes to the field, or to the page that has one.
addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("[data-search]");
  const load = () => import(form.dataset.search).then((search) => search.start(form));
  if (form) {
    form.addEventListener("focusin", load, { once: true });
    if (new URLSearchParams(location.search).get("q")) form.elements.q.focus();
  }
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    if (form) form.elements.q.focus();
    else document.querySelector("[data-search-page]")?.click();
  });
});
