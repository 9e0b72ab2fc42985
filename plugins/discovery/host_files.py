"""The redirects in the words of each host: Netlify and Cloudflare, nginx, Caddy, and pages for hosts without any.

A target is a path; every writer escapes it for its own syntax. What a host cannot say is left out and named here:
`_redirects` knows no queries on all hosts, so the front page's script does those from `old-addresses.json`; nor does it
know the sizes that WordPress put into the names of pictures.

nginx and Caddy first bring an address into one form (WordPress answered without the last slash too, and an upload's
year, month and size say nothing), then look it up as a whole. So thousands of rules cost a request next to nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import escape
from urllib.parse import quote, unquote

from plugins.discovery.redirect import QUERY_NAMES, QueryRedirect, Redirect, Rules

UPLOADS = "/wp-content/uploads/"
MOST_PATTERNS = 90  # Cloudflare Pages takes 2,000 rules, and 100 with placeholders, and reads no further
_UPLOAD = r"^/wp-content/uploads/\d+/\d+/(?P<name>.+?)(?:-\d+x\d+)?(?P<ending>\.\w+)$"


def redirects_file(rules: Rules) -> str:
    """`_redirects`, as Netlify and Cloudflare Pages read it."""
    lines = ["# Former addresses; written by the build."]
    lines += [f"{redirect.source} {redirect.target} 301" for redirect in rules.exact]
    lines += [f"{address} {address} 200" for address in rules.spared]
    months = rules.months[-MOST_PATTERNS:]
    lines += [f"/{year}/{month}/:slug/:attachment/ /{year}/{month}/:slug/ 301" for year, month in months]
    lines += [f"{UPLOADS}:year/:month/{quote(upload.source)} {upload.target} 301" for upload in rules.uploads]
    return "\n".join(lines) + "\n"


def nginx_map(rules: Rules) -> str:
    """Maps for nginx's `http` block; the server block says `if ($former) { return 301 $former; }`."""
    upload = _UPLOAD.replace("?P<", "?<")
    kept = [f'{_quoted(redirect.source)} "$uri";' for redirect in rules.exact if _has_other_form(redirect)]
    asked = ['"/index.php" "/";', *kept, f'"~{upload}" "{UPLOADS}$name$ending";', '"~/[^/.]+$" "$uri/";']
    paths, queries = _paths(rules), _queries(rules)
    months = [
        f'"~^(?<article_{year}{month}>/{year}/{month}/[^/]+/)[^/.]+/$" "$article_{year}{month}";'
        for year, month in rules.months
    ]
    query = "&".join(f"{name}=$arg_{name}" for name in QUERY_NAMES)
    answered = '"~^(?<answered>[^?]*)\\?(?:.*&)?replytocom=" "$answered";'
    longest = max(len(source.encode()) for source in [*paths, *queries])
    lines = [
        "# Former addresses; written by the build. Include it in the http block.",
        # nginx does not start when a source is longer than a bucket.
        f"map_hash_bucket_size {_power_of_two(longest + 32)};",
        f"map_hash_max_size {_power_of_two(2 * len(paths))};",
        *_block("map $uri $former_asked", ["default $uri;", *asked]),
        *_block("map $former_asked $former_path", ['default "";', *_pairs(paths, ";"), *months]),
        *_block(f'map "$former_asked?{query}" $former_query', ['default "";', *_pairs(queries, ";")]),
        *_block("map $request_uri $former_answered", ["default $former_path;", answered]),
        *_block("map $former_query $former", ["default $former_query;", '"" $former_answered;']),
    ]
    return "\n".join(lines) + "\n"


def caddy_snippet(rules: Rules) -> str:
    """A Caddy snippet; the site block says `import former_addresses`."""
    kept = [_quoted(redirect.source) for redirect in rules.exact if _has_other_form(redirect)]
    asked = ["/index.php /", *(f"{source} {source}" for source in kept)]
    asked += [f'~{_UPLOAD} "{UPLOADS}${{name}}${{ending}}"', '~^(.*/[^/.]+)$ "${1}/"', 'default "{path}"']
    months = [f'~^(/{year}/{month}/[^/]+/)[^/.]+/$ "${{1}}"' for year, month in rules.months]
    query = "&".join(f"{name}={{query.{name}}}" for name in QUERY_NAMES)
    maps = [
        *_block("map {path} {former_asked}", asked),
        *_block("map {former_asked} {former_path}", [*_pairs(_paths(rules)), *months, 'default ""']),
        *_block(f'map "{{former_asked}}?{query}" {{former_query}}', [*_pairs(_queries(rules)), 'default ""']),
        '@former_query not vars {former_query} ""',
        "redir @former_query {former_query} 301",
        "@replytocom query replytocom=*",
        "redir @replytocom {path} 301",
        '@former_path not vars {former_path} ""',
        "redir @former_path {former_path} 301",
    ]
    head = "# Former addresses; written by the build. Import this file above the site block."
    return "\n".join([head, *_block("(former_addresses)", maps)]) + "\n"


def _paths(rules: Rules) -> dict[str, str]:
    """What leads where, by the one form of its address; what lives leads nowhere, though a pattern may fit it."""
    uploads = {UPLOADS + upload.source: upload.target for upload in rules.uploads}
    exact = {unquote(redirect.source): redirect.target for redirect in rules.exact}
    return exact | uploads | dict.fromkeys(rules.spared, "")


def _queries(rules: Rules) -> dict[str, str]:
    """What a query of the front page leads to. Every name has its place: one that is not asked for is empty."""

    def whole(query: QueryRedirect) -> str:
        return "/?" + "&".join(f"{name}={query.value if name == query.name else ''}" for name in QUERY_NAMES)

    return {whole(query): query.target for query in rules.queries}


def _has_other_form(redirect: Redirect) -> bool:
    """Whether a host would take this address for another one: without its last slash, or for an upload."""
    source = redirect.source
    return source.startswith(UPLOADS) or "." not in source.rpartition("/")[2] != ""


def _block(head: str, lines: list[str]) -> Iterator[str]:
    yield f"{head} {{"
    yield from (f"    {line}" for line in lines)
    yield "}"


def _pairs(table: Mapping[str, str], end: str = "") -> Iterator[str]:
    return (f"{_quoted(source)} {_quoted(target)}{end}" for source, target in table.items())


def _power_of_two(least: int) -> int:
    return 1 << max(least - 1, 63).bit_length()


_STUB = '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>This page has moved</title>\n'


def stub(target: str, site_url: str) -> str:
    """A page that leads on by itself, for hosts that have no redirects; search engines take its canonical link."""
    address = escape(site_url + target)
    return (
        f'{_STUB}<meta name="robots" content="noindex">\n<link rel="canonical" href="{address}">\n'
        f'<meta http-equiv="refresh" content="0; url={address}">\n</head>\n<body>\n'
        f'<p>This page has moved to <a href="{address}">{escape(target)}</a>.</p>\n</body>\n</html>\n'
    )


def is_stub(html: str) -> bool:
    """Whether a page is one that `stub` has made."""
    return html.startswith(_STUB)


def query_map(rules: Rules) -> str:
    """The short addresses as JSON, for the front page's script."""
    found = {f"{query.name}={query.value}": query.target for query in rules.queries if query.name != "feed"}
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False) + "\n"


def _quoted(text: str) -> str:
    """A string for nginx and Caddy; their variables begin with $ and {, which addresses of ours never hold."""
    if not can_be_said(text):
        raise ValueError(f"{text}: an address with this character cannot be redirected")
    return f'"{text}"'


def can_be_said(text: str) -> bool:
    """Whether this can stand in the files for nginx and Caddy."""
    return not re.search(r'[\x00-\x1f\x7f"\\${}]', text)
