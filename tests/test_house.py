"""What must hold for every part, so that no reviewer has to look for it."""

import subprocess
import sys
from importlib import import_module
from inspect import Parameter, signature
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

from binhyen.cli.source import ROOT, is_action
from binhyen.kernel.audit.history import known_verbs
from tests import house
from tests.guards import WroteWhileReading, refuse_writes


def test_every_action_names_its_actor_first_and_everything_by_name() -> None:
    faults = []
    for module in house.action_modules():
        for name, function in house.public_functions(module):
            given = list(signature(function).parameters.values())
            by_name = all(p.kind is Parameter.KEYWORD_ONLY for p in given)
            if name in house.HELPERS:
                continue
            if not given or given[0].name != "actor" or not by_name:
                faults.append(f"{name}{signature(function)}")
    assert faults == []


def test_every_act_is_under_action() -> None:
    """Or hands everything on to one that is, in the same file."""
    faults = []
    source = house.house()
    for module in house.action_modules():
        for name, function in house.public_functions(module):
            written = source.find(name)
            acts = written and any(map(is_action, source.reached_from(written)))
            if not (getattr(function, "is_action", False) or acts or name in house.HELPERS):
                faults.append(name)
    assert faults == []


def test_only_actions_write() -> None:
    written = [
        line
        for path in sorted((ROOT / "binhyen").rglob("*.py"))
        if not house.may_write(path)
        for line in house.writes_in(path)
    ]
    assert written == []


def test_every_exception_from_writing_still_writes() -> None:
    """An entry of WRITERS whose file is gone would hide the next file of that name."""
    paths = [name for name in house.WRITERS if "/" in name]
    assert [name for name in paths if (ROOT / name).exists() and not _writes(ROOT / name)] == []


def _writes(path: Path) -> bool:
    text = path.read_text()
    raw = any(word in text.lower() for word in ("insert into", "delete from", "copy ", "update "))
    return raw or any(house.writes_in(path))


@pytest.mark.django_db
def test_a_page_that_writes_while_reading_is_caught() -> None:
    with (
        pytest.raises(WroteWhileReading),
        connection.execute_wrapper(refuse_writes),
        connection.cursor() as cursor,
    ):
        cursor.execute("delete from people_duty")


def test_foreign_keys_go_down_the_house() -> None:
    """The import checker cannot see "app.Model" written as a text; this can."""
    wrong = [
        f"{field} → {field.related_model._meta.label}"
        for model in house.our_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey)
        and field.related_model.__module__.startswith("binhyen.")
        and not house.may_point(model, field.related_model)
    ]
    assert wrong == []


def test_every_table_and_column_has_a_vietnamese_name() -> None:
    with translation.override("vi"):
        unnamed = [
            f"{model._meta.label}.{field.name}"
            for model in house.our_models()
            for field in house.columns(model)
            if str(field.verbose_name) == field.name.replace("_", " ")
        ]
        unnamed += [
            model._meta.label
            for model in house.our_models()
            if str(model._meta.verbose_name) == model._meta.model_name
        ]
    assert unnamed == []


OURS = sorted(config.name for config in apps.get_app_configs() if config.name.startswith("binhyen"))


@pytest.mark.parametrize("app", OURS)
def test_every_table_says_which_columns_are_personal_why_and_until_when(app: str) -> None:
    tables = import_module(f"{app}.personal").TABLES
    stored = {m.__name__: m for m in house.our_models() if m.__module__.startswith(f"{app}.")}

    assert sorted(tables) == sorted(stored)
    for name, personal in tables.items():
        assert set(personal) <= {field.attname for field in stored[name]._meta.local_fields} | {
            field.name for field in stored[name]._meta.local_fields
        }
        assert all(column.why and column.until for column in personal.values())


# Columns of these names are about people wherever they stand, save in the tables beside them.
TELLING = {"email", "phone", "full_name", "text", "lat", "lon", "user", "sealed", "password"}
NOT_PEOPLE = {
    ("intake.ResponseVersion", "text"),
    ("org.Unit", "phone"),
    ("places.Place", "lat"),
    ("places.Place", "lon"),
}
NOT_PEOPLE |= {("notify.Message", "text")}  # that something changed and where to look, no more


def test_no_telling_column_is_forgotten() -> None:
    forgotten = []
    for model in house.our_models():
        app = apps.get_app_config(model._meta.app_label).name
        declared = import_module(f"{app}.personal").TABLES.get(model.__name__, {})
        for field in house.columns(model):
            if field.name in TELLING - set(declared):
                if (model._meta.label, field.name) not in NOT_PEOPLE:
                    forgotten.append(f"{model._meta.label}.{field.name}")
    assert forgotten == []


@pytest.mark.django_db
def test_every_table_is_behind_row_level_security_or_says_why_not() -> None:
    """docs/dev/how-to.md: a table with protected rows."""
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity")
        walled = {row[0] for row in cursor.fetchall()}
    open_rows = {
        model._meta.label for model in house.our_models() if model._meta.db_table not in walled
    }
    excused = {
        label
        for label in (model._meta.label for model in house.our_models())
        if {label, label.partition(".")[0]} & set(house.OPEN_ROWS)
    }
    assert sorted(open_rows - (excused - house.CLOSED_ROWS)) == []


@pytest.mark.django_db
def test_what_a_policy_asks_of_the_scope_it_asks_once() -> None:
    """``(select scope_units())`` is worked out once a statement, bare ``scope_units()`` a row."""
    with connection.cursor() as cursor:
        cursor.execute("select tablename, qual from pg_policies")
        policies = cursor.fetchall()
    assert [table for table, said in policies if house.asks_per_row(said)] == []
    assert len(policies) > 10


@pytest.mark.django_db
def test_the_role_of_the_pages_cannot_step_over_the_wall() -> None:
    """Row-level security binds neither a table's owner nor a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls, exists (select from pg_class"
            " where relrowsecurity and pg_has_role(current_user, relowner, 'member'))"
            " from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == (False, False)


def test_every_recorded_verb_has_a_sentence() -> None:
    silent = {v: at for v, at in house.verbs_written().items() if v not in known_verbs()}
    assert silent == {}


def test_an_undefined_template_variable_fails() -> None:
    assert "--fail-on-template-vars" in (ROOT / "pyproject.toml").read_text()


@pytest.mark.django_db
def test_rows_without_an_order_come_in_any_order() -> None:
    from binhyen.kernel.places.models import Place

    seen = {
        tuple(Place.objects.filter(level="province").values_list("pk", flat=True)[:]) for _ in "12"
    }
    assert len(seen) == 2


def test_no_template_is_left_over() -> None:
    """Each is named in code or in another template, is a component in use, or replaces a
    library's page of the same name."""
    files = [p for s in ("py", "html", "txt") for p in (ROOT / "binhyen").rglob(f"*.{s}")]
    text = {path: path.read_text() for path in files if "tests" not in path.parts}
    unused = [
        name
        for name, path in house.templates().items()
        if not any(_names(name) in said for at, said in text.items() if at != path)
        and not _replaces_a_librarys(name)
    ]
    assert unused == []


def _names(template: str) -> str:
    if template.startswith("cotton/"):
        component = template.removeprefix("cotton/").removesuffix(".html")
        return "<c-" + component.replace("/", ".").replace("_", "-").removesuffix(".index")
    return template


def _replaces_a_librarys(name: str) -> bool:
    packages = Path(sys.prefix, "lib").glob("python*/site-packages/*/**/templates")
    return name in _pages_django_asks_for() or any((found / name).exists() for found in packages)


def _pages_django_asks_for() -> set[str]:
    return {"404.html", "403.html", "400.html", "500.html", "403_csrf.html"}


@pytest.mark.parametrize("name", sorted(house.templates()))
def test_every_template_compiles(name: str) -> None:
    try:
        get_template(name)
    except TemplateDoesNotExist:
        pytest.fail(f"{name} is not found by the loaders")


def test_the_glossary_knows_every_model() -> None:
    known = house.glossary()
    assert sorted({m.__name__ for m in house.our_models()} - set(known)) == []


def test_a_word_of_the_glossary_means_one_thing() -> None:
    terms = [term for term, _source in house.glossary().values()]
    assert sorted({term for term in terms if terms.count(term) > 1}) == []


def test_no_file_names_a_package_host_or_is_left_unfinished() -> None:
    done = subprocess.run(
        [sys.executable, "tools/tidy.py"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == ""
