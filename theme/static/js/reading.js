// What a reader can do with an article: print it, print its must-dos as a checklist, copy its address, share it.
addEventListener("DOMContentLoaded", () => {
  const root = document.documentElement;
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  const on = (selector, act) => document.querySelectorAll(selector).forEach((button) => {
    button.onclick = () => act(button);
  });
  on("[data-print]", (button) => {
    root.dataset.print = button.dataset.print;
    print();
  });
  addEventListener("afterprint", () => delete root.dataset.print);
  on("[data-copy]", (button) => {
    const say = (text) => { document.querySelector("[data-said]").textContent = text; };
    // Without a clipboard, the address is shown, to be copied by hand.
    if (navigator.clipboard) navigator.clipboard.writeText(address).then(() => say("The link is copied."), () => say(address));
    else say(address);
  });
  on("[data-share]", () => navigator.share({ title: document.title, url: address }).catch(() => {}));

  // In the margin of a wide screen the contents are in sight, so they are open for those who listen, too.
  const contents = document.querySelector("[data-open-when-wide]");
  const wide = matchMedia("(width >= 60rem)");
  if (contents) (wide.onchange = () => { contents.open ||= wide.matches; })();
});
