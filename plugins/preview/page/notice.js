// Added to every page by `invoke serve`, and to none that is published: reloads after a build, shows a failed one.
const source = new EventSource("/_preview/events");
let known = null;

function show(text) {
  document.querySelector("preview-notice")?.remove();
  if (!text) return;
  const notice = document.createElement("preview-notice");
  notice.setAttribute("role", "alert");
  const title = document.createElement("strong");
  title.textContent = "Not rebuilt";
  const list = document.createElement("pre");
  list.textContent = text;
  notice.append(title, list);
  document.body.append(notice);
}

source.onmessage = (event) => {
  const news = JSON.parse(event.data);
  if (known !== null && news.version !== known && !news.failure) location.reload();
  known = news.version;
  show(news.failure);
};
addEventListener("pagehide", () => source.close());
