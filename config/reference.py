"""Loads all reference data, in the order of the layers. Idempotent; run after every update."""

from binhyen.lib.progress import Progress, quiet


def load_all(progress: Progress | None = None) -> None:
    """What `binhyen load-reference` does. Each part adds its lines here, imported inside."""
    say = progress or quiet

    from django.conf import settings

    from binhyen.kernel.org.loading import load_units
    from binhyen.kernel.places.loading import load_places

    load_places(say)
    load_units(settings.PROVINCE, say)

    from binhyen.kernel.workflow.loading import load_calendars, load_rules

    load_rules(say)
    load_calendars(say)

    from binhyen.kernel.reveal.loading import load_limits

    load_limits()

    from binhyen.kernel.indicators.loading import load_definitions

    load_definitions()

    from binhyen.domains.intake.loading import load_categories, load_responses

    load_categories()
    load_responses()

    from binhyen.domains.handins import loading as handins

    handins.load_categories()
    handins.load_hours()
