// Pages fade into each other where motion is welcome. The rule stands here because the HTML checker's CSS
// does not know it yet; a sheet made by script is also allowed by the strictest policy.
{
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("@media (prefers-reduced-motion: no-preference) { @view-transition { navigation: auto } }");
  document.adoptedStyleSheets.push(sheet);
}
