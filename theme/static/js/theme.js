// Before the first paint: the reader's choice of light or dark, so that nothing flashes or jumps.
{
  const root = document.documentElement;
  root.classList.add("has-scripts", navigator.share ? "has-share" : "no-share");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const apply = (theme) => { if (theme === "light" || theme === "dark") root.dataset.theme = theme; };
  // Where storage is switched off, the choice holds for this page.
  try { apply(localStorage.theme); } catch {}

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    const show = () => button.setAttribute("aria-pressed", isDark());
    button.onclick = () => {
      apply(isDark() ? "light" : "dark");
      try { localStorage.theme = root.dataset.theme; } catch {}
      show();
    };
    // Chosen in another tab.
    addEventListener("storage", (event) => { if (event.key === "theme") { apply(event.newValue); show(); } });
    dark.onchange = show;
    show();
  });
}
