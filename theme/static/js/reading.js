// What a reader can do with an article: print it, print its must-dos as a checklist, copy its address, share it.
addEventListener("DOMContentLoaded", () => {
  const root = document.documentElement;
  const on = (selector, act) => document.querySelectorAll(selector).forEach((element) => {
    element.addEventListener("click", () => act(element, element.closest("[data-address]")));
  });

  on("[data-print]", (button) => {
    root.dataset.print = button.dataset.print;
    print();
  });
  addEventListener("afterprint", () => delete root.dataset.print);

  on("[data-copy]", async (button, place) => {
    const said = document.querySelector("[data-said]");
    try {
      await navigator.clipboard.writeText(place.dataset.address);
      said.textContent = "The link is copied.";
    } catch {
      said.textContent = place.dataset.address; // no clipboard: show it, to be copied by hand
    }
  });

  on("[data-share]", (button, place) => {
    navigator.share({ title: place.dataset.title, url: place.dataset.address }).catch(() => {}); // closed by the reader
  });

  // In the margin of a wide screen the contents are in sight, so they are open for those who listen, too.
  const wide = matchMedia("(width >= 60rem)");
  const contents = document.querySelector("[data-open-when-wide]");
  const open = () => { if (contents && wide.matches) contents.open = true; };
  wide.addEventListener("change", open);
  open();
});
