"""Style sheets: joined along their imports, in layers, smaller, and meaning the same."""

from __future__ import annotations

import pytest

from plugins.assets.mistake import AssetError
from plugins.assets.stylesheet import build, minify, parts

FONTS = {"fonts/text.woff2": "fonts/text.0011aabb.woff2", "images/mark.svg": "images/mark.99887766.svg"}


def joined(**texts: str) -> str:
    """The sheet `css/site.css`; each keyword is another sheet in the folder."""
    sheets = {f"css/{name}.css": text for name, text in texts.items()}
    return build("css/site.css", sheets, FONTS)


def test_imports_become_layers_in_their_order() -> None:
    site = '@layer tokens, base;\n@import url("tokens.css") layer(tokens);\n@import "base.css" layer(base);\n'
    assert joined(site=site, tokens=":root { --ink: #111; }", base="p { color: var(--ink); }") == (
        "@layer tokens,base;@layer tokens{:root{--ink:#111}}@layer base{p{color:var(--ink)}}\n"
    )


def test_an_import_may_be_for_one_medium_and_in_no_layer() -> None:
    site = "@import url(print.css) layer(print) print;@import 'a.css';@import 'a.css' layer;p{margin:0}"
    assert joined(site=site, print="a { color: black; }", a="i { color: red }") == (
        "@media print{@layer print{a{color:black}}}i{color:red}@layer{i{color:red}}p{margin:0}\n"
    )


def test_neighbours_of_one_layer_share_its_block() -> None:
    site = '@import "a.css" layer(x);\n/* and */\n@import "b.css" layer(x);@import "a.css" layer(y);p{margin:0}'
    site += '@import "b.css" layer(y);@import "a.css" layer;@import "b.css" layer;'
    assert joined(site=site, a="a{color:red}", b="b{color:red}") == (
        "@layer x{a{color:red}b{color:red}}@layer y{a{color:red}}p{margin:0}@layer y{b{color:red}}"
        "@layer{a{color:red}}@layer{b{color:red}}\n"
    )


def test_imports_may_import() -> None:
    assert joined(site='@import "a.css" layer(a);', a='@import "b.css" layer(b);', b="p{}") == (
        "@layer a{@layer b{p{}}}\n"
    )


def test_an_import_in_a_comment_or_string_is_none() -> None:
    site = """/* @import "gone.css"; */ p::before { content: '@import "gone.css";' }"""
    assert joined(site=site) == """p::before{content:'@import "gone.css";'}\n"""


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ({"site": '@import "token.css";', "tokens": ""}, "did you mean `css/tokens.css`"),
        ({"site": '@import url("https://fonts.example/x.css");'}, "which is not there"),
        ({"site": '@import "a.css";', "a": '@import "b.css";', "b": '@import "a.css";'}, "imports itself"),
        ({"site": "p { background: url(../images/mrk.svg) }"}, "did you mean `images/mark.svg`"),
    ],
)
def test_what_is_not_there_is_named(texts: dict[str, str], message: str) -> None:
    with pytest.raises(AssetError, match=message) as caught:
        joined(**texts)
    assert str(caught.value).startswith("theme/static/css/")


def test_references_get_their_published_names() -> None:
    site = """@import "a.css";
    @font-face { src: url("../fonts/text.woff2") format("woff2"), url('../images/mark.svg#x') }
    b { background: url( ../images/mark.svg ); mask: url(#own); cursor: url(data:image/png;base64,AA==) }
    """
    text = joined(site=site, a="a { background: url(../images/mark.svg) }")
    assert text == (
        'a{background:url("../images/mark.99887766.svg")}'
        '@font-face{src:url("../fonts/text.0011aabb.woff2") format("woff2"),url("../images/mark.99887766.svg#x")}'
        'b{background:url("../images/mark.99887766.svg");mask:url(#own);cursor:url(data:image/png;base64,AA==)}\n'
    )


def test_a_sheet_in_a_folder_refers_from_where_it_ends_up() -> None:
    sheets = {"css/site.css": '@import "parts/a.css";', "css/parts/a.css": "a{background:url(../../images/mark.svg)}"}
    assert build("css/site.css", sheets, FONTS) == 'a{background:url("../images/mark.99887766.svg")}\n'
    assert parts("css/site.css", sheets) == ["css/parts/a.css"]


@pytest.mark.parametrize(
    ("css", "smaller"),
    [
        ("a  {\n  color : red ;\n}\n", "a{color : red}"),
        ("a > b + c ~ d , e{}", "a > b + c ~ d,e{}"),
        ("a :hover{} a:hover{}", "a :hover{}a:hover{}"),
        ("p{width:calc(1px + 2 * (3px - 1px))}", "p{width:calc(1px + 2 * (3px - 1px))}"),
        (
            "@media (min-width: 40rem) and (hover: hover) { p { margin: 0 auto; } }",
            "@media (min-width:40rem) and (hover:hover){p{margin:0 auto}}",
        ),
        ('p::after { content: "a  ;  b  /* no */" }', 'p::after{content:"a  ;  b  /* no */"}'),
        ("p{--empty: ; color:red}", "p{--empty:;color:red}"),
        ("a/* x */b{}", "a b{}"),
        ("p { background: url( a  b.png ) }", "p{background:url( a  b.png )}"),
        ("a { &:hover { color: red; } > b { color: blue } }", "a{&:hover{color:red}> b{color:blue}}"),
        (r"""p{content:"\"; }"}""", r"""p{content:"\"; }"}"""),
        (".a\\:b { x: y }", ".a\\:b{x:y}"),
    ],
)
def test_only_idle_blanks_go(css: str, smaller: str) -> None:
    assert minify(css) == smaller
    assert minify(smaller) == smaller
