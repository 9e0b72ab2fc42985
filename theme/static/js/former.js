// WordPress's short addresses, /?p=123: where the host has no rules for queries, the front page leads on by itself.
{
  const asked = [...new URLSearchParams(location.search)].find(([name]) => /^(p|page_id|attachment_id|cat)$/.test(name));
  if (asked) {
    fetch(document.currentScript.dataset.map).then((answer) => answer.json()).then((map) => {
      const key = asked.join("=");
      if (Object.hasOwn(map, key)) location.replace(map[key]);
    }).catch(() => {}); // without the map, the front page is what there is
  }
}
