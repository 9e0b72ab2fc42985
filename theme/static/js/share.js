// What a reader can do with an article: print it, print its must-dos as a checklist, copy its address, share it.
export function start(part) {
  const root = document.documentElement;
  const address = document.querySelector("link[rel=canonical]")?.href ?? location.href;
  const say = (text) => { part.querySelector("[role=status]").textContent = text; };
  // The style of what is seldom printed is loaded when it is wanted.
  const dressed = (href) => new Promise((done) => {
    if (!href || document.querySelector(`link[href="${href}"]`)) return done();
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", media: "print", href, onload: done, onerror: done }));
  });
  addEventListener("afterprint", () => delete root.dataset.print);
  part.onclick = ({ target }) => {
    const button = target.closest("[type=button]");
    if (button?.dataset.print) {
      root.dataset.print = button.dataset.print;
      dressed(button.dataset.sheet).then(() => print());
    } else if (button?.matches("[data-copy]")) {
      // Without a clipboard, the address is shown, to be copied by hand.
      if (navigator.clipboard) navigator.clipboard.writeText(address).then(() => say("The link is copied."), () => say(address));
      else say(address);
    } else if (button?.matches("[data-share]")) navigator.share({ title: document.title, url: address }).catch(() => {});
  };
}
