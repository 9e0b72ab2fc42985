// Runs before the first paint, so that the page appears in the reader's colours and nothing flashes or jumps.
{
  const root = document.documentElement;
  root.classList.add("has-scripts");
  if (navigator.share) root.classList.add("has-share");

  const read = () => {
    try { return localStorage.getItem("theme"); } catch { return null; } // storage may be switched off
  };
  const apply = (theme) => {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  };
  const isDark = () => getComputedStyle(root).colorScheme === "dark" || (!root.dataset.theme && dark.matches);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  apply(read());

  addEventListener("DOMContentLoaded", () => {
    const button = document.querySelector("[data-theme-switch]");
    if (!button) return;
    const show = () => button.setAttribute("aria-pressed", isDark());
    button.addEventListener("click", () => {
      apply(isDark() ? "light" : "dark");
      try { localStorage.setItem("theme", root.dataset.theme); } catch { /* it holds for this page */ }
      show();
    });
    dark.addEventListener("change", show);
    addEventListener("storage", (event) => { if (event.key === "theme") { apply(event.newValue); show(); } });
    show();
  });
}
