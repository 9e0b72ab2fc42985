"""The redirects in the words of each host: Netlify and Cloudflare, nginx, Caddy, and pages for hosts without any.

A target is a path; every writer escapes it for its own syntax. What a host cannot say is left out and named here:
`_redirects` knows no queries on all hosts, so the front page's script does those from `old-addresses.json`.
"""

from __future__ import annotations

import json
import re
from html import escape

from plugins.discovery.redirect import Rules

UPLOADS = "/images/"
MOST_PATTERNS = 90  # Cloudflare Pages takes 100 rules with placeholders


def redirects_file(rules: Rules) -> str:
    """`_redirects`, as Netlify and Cloudflare Pages read it."""
    lines = ["# Former addresses; written by the build."]
    lines += [f"{redirect.source} {redirect.target} 301" for redirect in rules.exact]
    lines.append(f"/wp-content/uploads/:year/:month/:name {UPLOADS}:name 301")
    months = rules.months[-MOST_PATTERNS:]
    lines += [f"/{year}/{month}/:slug/:attachment/ /{year}/{month}/:slug/ 301" for year, month in months]
    return "\n".join(lines) + "\n"


def nginx_map(rules: Rules) -> str:
    """Two maps for nginx's `http` block; the server block says `if ($former) { return 301 $former; }`."""
    lines = ["# Former addresses; written by the build. Include it in the http block.", "map $uri $former_path {"]
    lines += ['    default "";']
    lines += [f"    {_quoted(redirect.source)} {_quoted(redirect.target)};" for redirect in rules.exact]
    lines.append(
        f'    "~^/wp-content/uploads/\\d+/\\d+/(?<name>.+?)(?:-\\d+x\\d+)?(?<ending>\\.\\w+)$" {UPLOADS}$name$ending;'
    )
    for year, month in rules.months:
        lines.append(f'    "~^(?<article_{year}{month}>/{year}/{month}/[^/]+/)[^/.]+/$" $article_{year}{month};')
    lines += ["}", "map $request_uri $former_query {", '    default "";']
    lines += [
        f'    "~^/(?:index\\.php)?\\?(?:.*&)?{query.name}={query.value}(?:&|$)" {_quoted(query.target)};'
        for query in rules.queries
    ]
    lines += [
        '    "~^(?<answered>[^?]*)\\?(?:.*&)?replytocom=" $answered;',
        "}",
        "map $former_query $former {",
        '    "" $former_path;',
        "    default $former_query;",
        "}",
    ]
    return "\n".join(lines) + "\n"


def caddy_snippet(rules: Rules) -> str:
    """A Caddy snippet; the site block says `import former_addresses`."""
    lines = ["# Former addresses; written by the build. Import this file above the site block.", "(former_addresses) {"]
    for number, query in enumerate(rules.queries):
        lines += [
            f"    @query{number} {{",
            "        path /",
            f"        query {query.name}={query.value}",
            "    }",
            f"    redir @query{number} {_quoted(query.target)} 301",
        ]
    lines += [
        "    @replytocom query replytocom=*",
        "    redir @replytocom {path} 301",
        "    @upload path_regexp upload ^/wp-content/uploads/\\d+/\\d+/(.+?)(?:-\\d+x\\d+)?(\\.\\w+)$",
        f"    redir @upload {UPLOADS}{{re.upload.1}}{{re.upload.2}} 301",
        "    map {path} {former} {",
    ]
    lines += [f"        {_quoted(redirect.source)} {_quoted(redirect.target)}" for redirect in rules.exact]
    lines += [f'        ~^(/{year}/{month}/[^/]+/)[^/.]+/$ "${{1}}"' for year, month in rules.months]
    lines += ['        default ""', "    }", '    @former not vars {former} ""', "    redir @former {former} 301", "}"]
    return "\n".join(lines) + "\n"


def stub(target: str, site_url: str) -> str:
    """A page that leads on by itself, for hosts that have no redirects; search engines take its canonical link."""
    address = escape(site_url + target)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>This page has moved</title>\n'
        f'<meta name="robots" content="noindex">\n<link rel="canonical" href="{address}">\n'
        f'<meta http-equiv="refresh" content="0; url={address}">\n</head>\n<body>\n'
        f'<p>This page has moved to <a href="{address}">{escape(target)}</a>.</p>\n</body>\n</html>\n'
    )


def query_map(rules: Rules) -> str:
    """The short addresses as JSON, for the front page's script."""
    found = {f"{query.name}={query.value}": query.target for query in rules.queries}
    return json.dumps(found, separators=(",", ":"), ensure_ascii=False) + "\n"


def _quoted(text: str) -> str:
    """A string for nginx and Caddy; their variables begin with $ and {, which addresses of ours never hold."""
    if re.search(r'[\s"\\${}]', text):
        raise ValueError(f"{text}: an address with this character cannot be redirected")
    return f'"{text}"'
