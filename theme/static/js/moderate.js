// The editors' page by keyboard: j and k go from comment to comment, and a letter decides. All of it works by buttons, too.
// Letters mean that only while the focus is in the list, where the page begins: who dictates may say them elsewhere.
const comments = [...document.querySelectorAll("[data-comment]")];
const all = document.querySelector("[data-all]");
const PRESSES = { a: "[name=approve]", s: "[name=spam]", d: "[name=delete]", e: "a[href*='/edit/']" };
const tick = (comment) => comment.querySelector("[name=id]");

addEventListener("keydown", (event) => {
  const here = comments.indexOf(event.target.closest("[data-comment]"));
  if (here < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
  const { key } = event;
  if (key === "j") tick(comments[here + 1] ?? comments[here]).focus();
  else if (key === "k") tick(comments[here - 1] ?? comments[here]).focus();
  else if (key === "x") tick(comments[here]).click();
  else if (key === "Enter" && event.target === tick(comments[here])) event.preventDefault(); // would send the form
  else if (PRESSES[key]) comments[here].querySelector(PRESSES[key])?.click();
  else return;
  event.preventDefault();
});
if (comments.length) tick(comments[0]).focus({ preventScroll: true });

// What the last press did is told to those who listen, too: words that are there when a page begins are not.
const said = document.querySelector(".moderate-said");
const words = said.textContent;
said.textContent = "";
setTimeout(() => { said.textContent = words; }, 200);
all?.addEventListener("change", () => {
  for (const comment of comments) tick(comment).checked = all.checked;
});
