"""Fills a template with plain values, and lets it do nothing else.

The only module that imports Jinja2. A template may print, choose and loop over the values it is
given. It cannot reach a Python object's attributes or methods, call anything but its own macros,
read a file outside its folder, include itself, switch escaping off, or use more than a fixed amount
of work and output: the limits count steps, not seconds, so that they fall at the same place on
every machine. Every fault is one `BriefingError` with file and line.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from types import TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    BytecodeCache,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    Undefined,
    UndefinedError,
)
from jinja2 import nodes as ast
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError, TemplateNotFound, TemplateRuntimeError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS
from jinja2.utils import pass_context
from markupsafe import Markup

from briefing.errors import BriefingError
from briefing.render.filters import MAX_VALUE, OWN_FILTERS, TooLarge
from briefing.render.places import ILLEGAL, Place, find, read, templates_folder

MAX_OUTPUT = 32_000_000  # characters of one filled template; 5,000 statements need about 4 million
MAX_PRINTED = 100_000_000  # characters printed on the way, into macros and `set` blocks too
MAX_WORK = 8_000_000  # steps; 5,000 statements in `sitrep` need about 300,000
MAX_CALLS = 40  # macros and recursive loops inside one another

_KEPT_FILTERS = """abs capitalize count d default dictsort e escape first float int items last length list lower map
    max min reject rejectattr reverse select selectattr sort string title trim truncate unique upper"""
_KEPT_TESTS = """boolean defined divisibleby eq equalto even false float ge gt integer le lower lt mapping ne none
    number odd sequence string true undefined upper"""
_LOOP_NAMES = "index index0 revindex revindex0 first last length previtem nextitem depth depth0 cycle changed"
_SEES = "docs/templates.md lists what a template may use"
_MARK = re.compile("\x02(\\d+):(\\d+)\x03")


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled template: its text, the file that wrote it, and `locate`.

    `locate` answers which template file and line wrote the byte at an offset of `text` in UTF-8.
    """

    text: str
    where: str
    locate: Callable[[int], str]


def filters_and_tests() -> list[str]:
    """The names of all filters and tests that a template may use."""
    return [*_KEPT_FILTERS.split(), *OWN_FILTERS, *_KEPT_TESTS.split()]


def fill(template: str, part: str, values: Mapping[str, Any]) -> Filled:
    """The file `part` ("brief.xml.j2", "mail.txt.j2") of `template`, filled with `values`.

    Escaping is on unless `part` ends ".txt.j2".
    """
    place = find(template, part)
    escape = not part.endswith(".txt.j2")
    text = _Filling(place, escape=escape).fill(values)

    def locate(offset: int) -> str:
        marked = _Filling(place, escape=escape, marked=True)
        return _wrote(marked, marked.fill(values), text, offset) or place.entry

    return Filled(text, place.entry, locate)


def _wrote(marked: _Filling, output: str, text: str, offset: int) -> str:
    """The place of the last mark at or before byte `offset`; "" when marking changed the output."""
    if _MARK.sub("", output) != text:
        return ""
    at, place = 0, ""
    pieces = _MARK.split(output)
    for index in range(0, len(pieces), 3):
        at += len(pieces[index].encode("utf-8", "replace"))
        if at > offset:
            break
        if index + 2 < len(pieces):
            place = f"{marked.files[int(pieces[index + 1])]}:{pieces[index + 2]}"
    return place


class _Filling:
    """One filling of one template: its environment, and what it has used up."""

    def __init__(self, place: Place, *, escape: bool, marked: bool = False) -> None:
        self.place = place
        self.marked = marked
        self.files: list[str] = []
        self.work = MAX_WORK
        self.room = MAX_PRINTED
        self.sandbox = _Sandbox(self, escape)

    def spend(self, amount: int) -> None:
        self.work -= amount
        if self.work < 0:
            raise TemplateRuntimeError("the template does more work than is allowed")

    def print(self, size: int) -> None:
        self.room -= size
        if self.room < 0:
            raise TemplateRuntimeError("the template makes more text than is allowed")

    def printable(self, value: Any) -> Any:
        """What an expression prints: a number, or text with what XML forbids as U+FFFD."""
        if isinstance(value, str):
            self.print(len(value))
            # Markup has been through here in pieces, in the macro that made it.
            return value if isinstance(value, Markup) else ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", value)
        if isinstance(value, int | float | Undefined):
            return value
        kinds = {"NoneType": "nothing", "dict": "a group of values", "list": "a list"}
        kind = kinds.get(type(value).__name__, "something")
        raise TemplateRuntimeError(f"an expression gives {kind} that cannot be printed")

    def weigh(self, value: Any) -> Any:
        """`value`, after paying for its size; a value too large stops the filling."""
        if isinstance(value, str):
            self.work -= 1 + len(value) // 1000
        elif isinstance(value, list | tuple | dict):
            self.work -= 1 + len(value)
        else:
            return value
        if self.work < 0:
            self.spend(0)
        if len(value) > MAX_VALUE:
            raise TooLarge("the template makes a value larger than is allowed")
        return value

    def fill(self, values: Mapping[str, Any]) -> str:
        pieces: list[str] = []
        size = 0
        try:
            for piece in self.sandbox.get_template(self.place.name).generate(values):
                pieces.append(piece)
                size += len(piece)
                if size > MAX_OUTPUT:
                    raise TemplateRuntimeError("the filled template is longer than is allowed")
        except BriefingError:
            raise
        except _FAULTS as error:
            raise self._fault(error, values) from None
        return "".join(pieces)

    def _fault(self, error: Exception, values: Mapping[str, Any]) -> BriefingError:
        where = self.place.entry
        line = _line_in(error.__traceback__, self.files)
        if isinstance(error, TemplateSyntaxError):
            where = error.filename or where
            line = ("", error.lineno)
        if line:
            where = f"{line[0] or where}:{line[1]}"
        message = str(error.message if isinstance(error, TemplateError) else error).strip() or "fails"
        hint = _SEES
        if isinstance(error, RecursionError):
            message = "the template is nested too deeply"
        elif isinstance(error, MemoryError):
            message = "the template makes a value larger than is allowed"
        elif isinstance(error, TemplateNotFound):
            message = f"'{error.name}' is not a template in the same folder"
            hint = "only files ending .j2 beside the template, by name, can be included"
        elif isinstance(error, UndefinedError):
            from difflib import get_close_matches  # 8 ms, for an error only

            wanted = re.match(r"'(\w+)' is undefined", message)
            close = get_close_matches(wanted[1], list(values), 1) if wanted else []
            hint = f"did you mean '{close[0]}'?" if close else hint
        elif not isinstance(error, TemplateError | TooLarge):
            message = f"{type(error).__name__}: {message}"
        return BriefingError(message[:240], where=where, hint=hint)


# What filling a template can raise: its own errors, and Python's on values that do not fit together.
_FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    MemoryError,
    RecursionError,
    SyntaxError,  # nesting that Python's own compiler refuses
    TypeError,
    ValueError,
)


def _line_in(trace: TracebackType | None, files: list[str]) -> tuple[str, int] | None:
    """File and line of the innermost template frame: Jinja2 has put those into the traceback."""
    found = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename in files:
            found = trace.tb_frame.f_code.co_filename, trace.tb_lineno
        trace = trace.tb_next
    return found


class _Files(BaseLoader):
    """Reads templates from one folder, then from the shipped parts: no way out of the two.

    Neither by name, nor by `..`, nor by symbolic link.
    """

    def __init__(self, filling: _Filling) -> None:
        self.filling = filling

    def get_source(self, environment: object, template: str) -> tuple[str, str, Callable[[], bool]]:
        place, files = self.filling.place, self.filling.files
        if re.fullmatch(r"\w[\w.-]*\.j2", template) is None and files:
            raise TemplateNotFound(template)
        for folder, prefix in ((place.folder, place.shown), (templates_folder() / "parts", "parts/")):
            shown = prefix + template if files else place.entry
            source = read(folder, template, shown)
            if source is not None:
                files.append(shown)
                return source, shown, lambda: True
        raise TemplateNotFound(template)


class _Compiled(BytecodeCache):
    """Keeps shipped templates compiled, in Python's own cache folder and on its terms.

    Compiling `sitrep` takes longer (70 ms) than filling it for eight pages (10 ms). A user's
    template is never kept. docs/decisions/0006-shipped-templates-are-kept-compiled.md tells why this is safe.
    """

    def __init__(self, escape: bool) -> None:
        self.version = Path(__file__).read_bytes() + bytes([escape])

    def _seal(self, code: bytes) -> bytes:
        """Differs for a torn entry, and for one of another version of this module."""
        return sha256(self.version + code).digest()

    def _path(self, bucket: Bucket) -> Path:
        source = Path(__file__).with_name(f"{bucket.key[:16]}.py")
        return Path(cache_from_source(str(source))).with_suffix(".jinja")

    def load_bytecode(self, bucket: Bucket) -> None:
        try:
            data = self._path(bucket).read_bytes()
        except (OSError, NotImplementedError):
            return
        code = data[32:]
        if data[:32] == self._seal(code):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if sys.dont_write_bytecode:
            return
        try:
            path = self._path(bucket)
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            code = bucket.bytecode_to_string()
            part.write_bytes(self._seal(code) + code)
            part.replace(path)
        except (OSError, NotImplementedError):
            return  # a read-only installation compiles each time


class _Sandbox(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox, closed further: values have no attributes, and only macros are called."""

    intercepted_binops = frozenset(["+", "*", "**", "%"])

    def __init__(self, filling: _Filling, escape: bool) -> None:
        super().__init__(
            loader=_Files(filling),
            autoescape=escape,
            undefined=StrictUndefined,
            finalize=filling.printable,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            bytecode_cache=_Compiled(escape) if filling.place.shipped and not filling.marked else None,
        )
        self.filling = filling
        self.calls = 0
        self.includes: dict[str, set[str]] = {}
        self.globals.clear()
        self.filters = {name: self._paid(FILTERS[name]) for name in _KEPT_FILTERS.split()}
        self.filters |= {name: self._paid(function) for name, function in OWN_FILTERS.items()}

        @pass_context  # which also keeps Jinja2 from working it out once, when it compiles
        def step(context: Context, value: Any, amount: int = 0, characters: int = 0) -> Any:
            if amount:
                filling.spend(amount)
                filling.print(characters)
            return filling.weigh(value)

        self.filters["step"] = step
        self.tests = {name: TESTS[name] for name in _KEPT_TESTS.split()}

    def _paid(self, function: Callable[..., Any]) -> Callable[..., Any]:
        weigh = self.filling.weigh

        @wraps(function)
        def paid(*args: Any, **options: Any) -> Any:
            for value in args:
                weigh(value)
            return weigh(function(*args, **options))

        return paid

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, dict):
            if attribute in obj:
                return obj[attribute]
        elif isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        elif attribute.startswith("_"):
            raise SecurityError(f"'{attribute}' is not for templates")
        elif isinstance(obj, LoopContext) and attribute in _LOOP_NAMES.split():
            return getattr(obj, attribute)
        elif isinstance(obj, TemplateModule) and attribute in vars(obj):
            return vars(obj)[attribute]
        elif isinstance(obj, TemplateReference):
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, list | tuple | str) and isinstance(argument, int):
            if -len(obj) <= argument < len(obj):
                return obj[argument]
        elif isinstance(argument, str):
            return self.getattr(obj, argument)
        return self.undefined(obj=obj, name=argument)

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:
        bound = getattr(__obj, "__self__", None)
        if not isinstance(__obj, Macro | LoopContext | BlockReference | Undefined) and not isinstance(
            bound, LoopContext
        ):
            raise SecurityError("only the template's own macros can be called")
        if __self.calls >= MAX_CALLS:
            raise TemplateRuntimeError("macros call one another too deeply")
        __self.filling.spend(20)  # what a call costs beside a turn of a loop, as measured
        __self.calls += 1
        try:
            return __self.filling.weigh(__context.call(__obj, *args, **kwargs))
        finally:
            __self.calls -= 1

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        numbers = isinstance(left, int | float) and isinstance(right, int | float)
        if not numbers and operator != "+":
            raise SecurityError(f"'{operator}' is for numbers only")
        if operator == "**" and (abs(left) > 1_000_000 or abs(right) > 40):
            raise SecurityError("'**' of such large numbers is not allowed")
        if not numbers:
            self.filling.weigh(left)
            self.filling.weigh(right)
        result = super().call_binop(context, operator, left, right)
        if isinstance(result, int) and result.bit_length() > 1000:
            raise SecurityError("numbers of this size are not allowed")
        return self.filling.weigh(result)

    def _parse(self, source: str, name: str | None, filename: str | None) -> ast.Template:
        tree = super()._parse(source, name, filename)
        guard = _Guard(self, name or "", filename or "")
        guard.visit(tree)
        return tree


class _Guard:
    """Walks a parsed template: refuses what is forbidden, and puts the meters in."""

    def __init__(self, sandbox: _Sandbox, name: str, filename: str) -> None:
        self.sandbox = sandbox
        self.name = name
        self.filename = filename
        self.file = len(sandbox.filling.files) - 1

    def _refuse(self, node: ast.Node, message: str) -> TemplateSyntaxError:
        return TemplateSyntaxError(message, node.lineno, self.name, self.filename)

    def visit(self, node: ast.Node) -> tuple[int, int]:
        """Guards `node` and all below; the answer is how many nodes, and characters, that were."""
        if isinstance(node, ast.ScopedEvalContextModifier | ast.EvalContextModifier):
            raise self._refuse(node, "escaping cannot be switched off or changed")
        if isinstance(node, ast.Filter) and node.name not in self.sandbox.filters:
            why = "escaping cannot be switched off" if node.name == "safe" else f"no filter '{node.name}'"
            raise self._refuse(node, why)
        if isinstance(node, ast.Test) and node.name not in self.sandbox.tests:
            raise self._refuse(node, f"no test '{node.name}'")
        if isinstance(node, ast.FilterBlock):
            raise self._refuse(node, "a filter works on a value, not on a block of markup")
        if isinstance(node, ast.Include | ast.Import | ast.FromImport | ast.Extends):
            self._include(node)
        size, data = 1, len(node.data) if isinstance(node, ast.TemplateData) else 0
        for child in node.iter_child_nodes():
            below = self.visit(child)
            size += below[0]
            data += below[1]
        self._meter(node, size, data)
        return size, data

    def _include(self, node: ast.Include | ast.Import | ast.FromImport | ast.Extends) -> None:
        if not isinstance(node.template, ast.Const) or not isinstance(node.template.value, str):
            raise self._refuse(node, "the name of an included file must be written out")
        includes = self.sandbox.includes
        includes.setdefault(self.name, set()).add(node.template.value)
        seen, ahead = set(), [node.template.value]
        while ahead:
            name = ahead.pop()
            if name == self.name:
                raise self._refuse(node, f"'{node.template.value}' includes itself")
            if name not in seen:
                seen.add(name)
                ahead += includes.get(name, ())

    def _meter(self, node: ast.Node, size: int, data: int) -> None:
        if isinstance(node, ast.For):
            node.iter = self._step(node.iter)
        if isinstance(node, ast.For | ast.Macro | ast.CallBlock | ast.Block):
            # Each turn and each call pays for as many steps as there are things to do in it.
            pay = self._step(ast.Const("", lineno=node.lineno), 1 + size // 8, data)
            node.body.insert(0, ast.ExprStmt(pay, lineno=node.lineno))
        elif isinstance(node, ast.Operand) and not isinstance(node.expr, ast.Const):
            node.expr = self._step(node.expr)
        elif isinstance(node, ast.Getitem) and isinstance(node.arg, ast.Slice):
            node.node = self._step(node.node)
        elif isinstance(node, ast.Concat):
            node.nodes = [self._step(part) for part in node.nodes]
        elif isinstance(node, ast.Output):
            node.nodes = [self._measured(part) for part in node.nodes]

    def _measured(self, node: ast.Expr) -> ast.Expr:
        if isinstance(node, ast.Concat):
            return self._step(node)
        if isinstance(node, ast.TemplateData) and self.sandbox.filling.marked:
            lines = node.data.split("\n")
            marked = [f"\x02{self.file}:{node.lineno + i}\x03{line}" for i, line in enumerate(lines)]
            return ast.TemplateData("\n".join(marked), lineno=node.lineno)
        return node

    def _step(self, node: ast.Node, *price: int) -> ast.Filter:
        prices: list[ast.Expr] = [ast.Const(amount, lineno=node.lineno) for amount in price]
        return ast.Filter(node, "step", prices, [], None, None, lineno=node.lineno)
