// A part of the page that names a script in data-script comes to life by it when a reader first turns to it. A button that
// was pressed before the script was there is pressed again then.
addEventListener("DOMContentLoaded", () => {
  for (const part of document.querySelectorAll("[data-script]")) {
    let script, pressed;
    const wake = () => {
      script ??= import(part.dataset.script).then(({ start }) => {
        part.onclick = null;
        start(part);
        pressed?.click();
      });
    };
    part.addEventListener("focusin", wake);
    if (part.contains(document.activeElement)) wake();
    part.onclick = (event) => {
      pressed = event.target.closest("[type=button], [form]");
      if (pressed) event.preventDefault();
      wake();
    };
  }

  // In the margin of a wide screen the contents are in sight, so they are open for those who listen, too.
  const contents = document.querySelector("[data-open-when-wide]");
  const wide = matchMedia("(width >= 60rem)");
  if (contents) (wide.onchange = () => { contents.open ||= wide.matches; })();

  // The key "/" goes to the search field, or to the page that has one.
  const search = document.querySelector("[role=search]");
  if (new URLSearchParams(location.search).get("q")) search?.elements.q.focus();
  addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    event.preventDefault();
    if (search) search.elements.q.focus();
    else document.querySelector("[data-search-page]")?.click();
  });
});
