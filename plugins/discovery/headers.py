"""Headers for the host: what a page may load and do, and how long a browser may keep a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

# 'wasm-unsafe-eval' is for the search, which is WebAssembly. Nothing inline, nobody else's server.
_POLICY = {
    "default-src": "'none'",
    "script-src": "'self' 'wasm-unsafe-eval'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
# Other hosts have their own; over http it means nothing.
_OWN_SERVER = {"Strict-Transport-Security": "max-age=31536000"}
FOR_EVER = "public, max-age=31536000, immutable"


Sources = Mapping[str, Iterable[str]]  # directive → origins beside this site, such as the one that keeps the newsletter


def content_security_policy(for_header: bool = False, sources: Sources = MappingProxyType({})) -> str:
    """The policy; in a header it also says who may frame the page, which `<meta>` cannot."""
    policy = _POLICY | ({"frame-ancestors": "'none'"} if for_header else {})
    for directive, origins in sources.items():
        policy[directive] = " ".join([*policy.get(directive, "").split(), *origins])
    return "; ".join(f"{name} {value}" for name, value in policy.items())


def security_headers(sources: Sources = MappingProxyType({})) -> dict[str, str]:
    """The headers of every page."""
    return {"Content-Security-Policy": content_security_policy(for_header=True, sources=sources)} | _HEADERS


def nginx_headers(headers: Mapping[str, str]) -> str:
    """`headers` for nginx: to be included in the server's block, and in each `location` that has headers of its own."""
    lines = [f'add_header {name} "{value}" always;' for name, value in {**headers, **_OWN_SERVER}.items()]
    return "\n".join(["# Headers of every page; written by the build.", *lines]) + "\n"


def caddy_headers(headers: Mapping[str, str]) -> str:
    """`headers` for Caddy: a snippet; the site block says `import publication_headers`."""
    lines = [f'        {name} "{value}"' for name, value in {**headers, **_OWN_SERVER}.items()]
    head = ["# Headers of every page; written by the build.", "(publication_headers) {", "    header {"]
    return "\n".join([*head, *lines, "    }", "}"]) + "\n"


def headers_file(fingerprinted: Iterable[str], sources: Sources = MappingProxyType({})) -> str:
    """The file `_headers` that Netlify and Cloudflare Pages read; files below the fingerprinted folders are kept."""
    rules = {"/*": security_headers(sources)}
    rules |= {f"/{folder}/*": {"Cache-Control": FOR_EVER} for folder in fingerprinted}
    lines = []
    for path, headers in rules.items():
        lines += [path, *(f"  {name}: {value}" for name, value in headers.items())]
    return "\n".join(lines) + "\n"
