// The editors' page by keyboard: j and k go from comment to comment, and a letter decides. All of it works by buttons, too.
const comments = [...document.querySelectorAll("[data-comment]")];
const all = document.querySelector("[data-all]");
const PRESSES = { a: "[name=approve]", s: "[name=spam]", d: "[name=delete]", e: "a[href*='/edit/']" };
let here = -1;

function go(to) {
  if (!comments.length) return;
  comments[here]?.removeAttribute("data-here");
  here = Math.min(Math.max(to, 0), comments.length - 1);
  comments[here].setAttribute("data-here", "");
  comments[here].querySelector("[name=id]").focus();
}

addEventListener("focusin", ({ target }) => {
  const found = comments.indexOf(target.closest("[data-comment]"));
  if (found >= 0 && found !== here) {
    comments[here]?.removeAttribute("data-here");
    here = found;
    comments[here].setAttribute("data-here", "");
  }
});
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea, select, input:not([type=checkbox])")) return;
  const { key } = event;
  if (key === "j") go(here + 1);
  else if (key === "k") go(here - 1);
  else if (key === "x" && here >= 0) comments[here].querySelector("[name=id]").click();
  else if (PRESSES[key] && here >= 0) comments[here].querySelector(PRESSES[key])?.click();
  else return;
  event.preventDefault();
});
all?.addEventListener("change", () => {
  for (const comment of comments) comment.querySelector("[name=id]").checked = all.checked;
});
