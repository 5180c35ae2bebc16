"""Who may open what. Every route stands here; tests/test_access.py tries each of them as everybody
against a record of a commune and one of the province, and fails for a route that is missing.

A policy is a function of the visitor: name (a role, or "anonymous", "account"), and how the unit
they serve stands to the record's: own, sibling, parent, child, stranger.
"""

from binhyen.kernel.org.models import UnitKind
from tests.access import Outcome, Rule, Visitor

SHOWN, SIGN_IN, HIDDEN, REFUSED = (
    Outcome.SHOWN,
    Outcome.SIGN_IN,
    Outcome.HIDDEN,
    Outcome.REFUSED,
)
READERS = ("handler", "leader", "duty_officer", "supervisor")
DESK = ("handler", "leader", "duty_officer")


def everybody(visitor: Visitor) -> Outcome:
    return SHOWN


def nobody(visitor: Visitor) -> Outcome:
    """There is nothing behind it for the rows of this test, or not without more than a visit."""
    return HIDDEN


def signed_in(visitor: Visitor) -> Outcome:
    """Any account, for its own affairs."""
    return SIGN_IN if visitor.name == "anonymous" else SHOWN


def ones_own(visitor: Visitor) -> Outcome:
    """The row belongs to somebody else: hidden from every account."""
    return SIGN_IN if visitor.name == "anonymous" else HIDDEN


def confirm_again(visitor: Visitor) -> Outcome:
    """Asks for a factor that the accounts of the cast have not set up."""
    return SIGN_IN if visitor.name == "anonymous" else REFUSED


def needs_secret(visitor: Visitor) -> Outcome:
    """The long secret of a report opens it, no account does."""
    return REFUSED


def staff(visitor: Visitor) -> Outcome:
    """Whoever has a duty anywhere."""
    if visitor.name == "anonymous":
        return SIGN_IN
    return HIDDEN if visitor.name == "account" else SHOWN


def api_readers(visitor: Visitor) -> Outcome:
    """A program signs in as somebody with a duty."""
    return SIGN_IN if visitor.name in ("anonymous", "account") else SHOWN


def readers(visitor: Visitor) -> Outcome:
    """Roles that read reports: each sees what its own duties open."""
    if visitor.name == "anonymous":
        return SIGN_IN
    return SHOWN if visitor.name in READERS else HIDDEN


def reads_this(visitor: Visitor) -> Outcome:
    """The unit's own readers; leaders and supervisors also of every unit above it."""
    if visitor.name == "anonymous":
        return SIGN_IN
    above = visitor.relation == "parent" and visitor.name in ("leader", "supervisor")
    own = visitor.relation == "own" and visitor.name in READERS
    return SHOWN if own or above else HIDDEN


def works_on_this(visitor: Visitor) -> Outcome:
    """Who reads it from above, or to supervise, is told why the act is not theirs."""
    seen = reads_this(visitor)
    if seen is not SHOWN:
        return seen
    return SHOWN if visitor.relation == "own" and visitor.name in DESK else REFUSED


def keeps_a_register(visitor: Visitor) -> Outcome:
    """Whoever works at a desk enters what people tell, in the register of their own unit."""
    if visitor.name == "anonymous":
        return SIGN_IN
    return SHOWN if visitor.name in DESK else HIDDEN


def may_hold_this(visitor: Visitor) -> Outcome:
    """Leaders of the unit that keeps the record, and of those above it."""
    seen = reads_this(visitor)
    return REFUSED if seen is SHOWN and visitor.name != "leader" else seen


def readers_hidden(visitor: Visitor) -> Outcome:
    """For those who read reports, and there is no such row."""
    found = readers(visitor)
    return HIDDEN if found is SHOWN else found


def leaders(visitor: Visitor) -> Outcome:
    """Other readers are told that it is for leaders."""
    seen = readers(visitor)
    return REFUSED if seen is SHOWN and visitor.name != "leader" else seen


def desk_of_a_unit(visitor: Visitor) -> Outcome:
    """For one's own unit; who only supervises is told so."""
    found = readers(visitor)
    return REFUSED if found is SHOWN and visitor.name not in DESK else found


def answers_appeals(visitor: Visitor) -> Outcome:
    """The unit that looks again, not the one above it."""
    if visitor.name == "anonymous":
        return SIGN_IN
    return SHOWN if visitor.relation == "own" and visitor.name in READERS else HIDDEN


def administrators(visitor: Visitor) -> Outcome:
    """Colleagues are told that it is for administrators; strangers see nothing."""
    if visitor.name == "anonymous":
        return SIGN_IN
    if visitor.name == "account":
        return HIDDEN
    return SHOWN if visitor.name == "administrator" else REFUSED


def keeps_installation(visitor: Visitor) -> Outcome:
    """What binds every unit is kept by the province's administrators alone."""
    if visitor.name == "administrator" and visitor.unit_kind != UnitKind.POLICE_PROVINCE:
        return REFUSED
    return administrators(visitor)


def administers_this(visitor: Visitor) -> Outcome:
    """An administrator of the person's unit or of one above it."""
    if visitor.name == "administrator" and visitor.relation not in ("own", "parent"):
        return HIDDEN
    return administrators(visitor)


def administrators_hidden(visitor: Visitor) -> Outcome:
    """For the province's administrators, and there is no such row."""
    found = keeps_installation(visitor)
    return HIDDEN if found is SHOWN else found


def staff_hidden(visitor: Visitor) -> Outcome:
    found = staff(visitor)
    return HIDDEN if found is SHOWN else found


def opens_identity(visitor: Visitor) -> Outcome:
    """The leader of the unit that holds the record (and whoever was given it, nobody here)."""
    seen = reads_this(visitor)
    if seen is not SHOWN:
        return seen
    return SHOWN if visitor.relation == "own" and visitor.name == "leader" else REFUSED


def looks_into_openings(visitor: Visitor) -> Outcome:
    """Leaders and supervisors, each over what they read."""
    seen = staff(visitor)
    if seen is not SHOWN:
        return seen
    return SHOWN if visitor.name in ("leader", "supervisor") else REFUSED


POLICY: dict[str, Rule] = {
    # --- open to all ---------------------------------------------------------------------------
    **dict.fromkeys(
        [
            *("portal:home", "portal:about", "portal:privacy", "portal:accessibility"),
            *(
                "portal:anchors",
                "portal:emergency",
                "portal:theme",
                "portal:exit",
                "portal:gallery",
            ),
            *("portal:manifest", "portal:robots", "portal:healthz", "portal:readyz"),
            *("portal:figures", "portal:figure_definition", "portal:deadlines", "set_language"),
            *("intake:start", "intake:category", "intake:where", "intake:what", "intake:who"),
            *("intake:check", "intake:receipt", "intake:leave", "intake:follow"),
            *("intake:stop_following", "account_login", "account_logout", "account_inactive"),
            *("account_signup", "account_reset_password", "account_reset_password_done"),
            *("account_reset_password_from_key", "account_reset_password_from_key_done"),
            *("api:openapi-json", "portal:api_docs", "api:tips_create", "api:tips_status"),
            "api:tips_challenge",
            *("api:categories", "api:places", "api:places_locate", "api:place"),
            *("api:place_successors", "api:deadlines", "api:indicators", "api:figures"),
            # With the code and the secret in the visitor's session; else back to where they go.
            *("intake:status", "intake:message", "intake:add_file", "intake:withdraw"),
            *(
                "intake:rate",
                "intake:appeal_tip",
                "intake:own_file",
                "intake:own_thumbnail",
                "intake:where_map",
            ),
            *("handins:start", "handins:book", "handins:booked", "handins:my_visit"),
            *("handins:change", "handins:status", "api:handin_categories", "api:handin_status"),
            *("api:handin_times", "api:handin_visits", "api:handin_visit"),
        ],
        everybody,
    ),
    **dict.fromkeys(["api:api-root", "intake:held_thumbnail"], nobody),
    "api:tips_messages": needs_secret,
    # --- one's own account -----------------------------------------------------------------------
    **dict.fromkeys(
        [
            *("account_change_password", "account_set_password", "mfa_index"),
            *("mfa_activate_totp", "mfa_add_webauthn", "mfa_authenticate", "mfa_list_webauthn"),
            *("mfa_generate_recovery_codes", "mfa_login_webauthn", "people-account:account"),
            *("people-account:drop-kept", "people-account:end-session", "people-account:resume"),
            *("people-account:sessions", "people-account:tokens", "portal:inbox"),
            *("portal:read_all", "portal:search", "portal:today"),
        ],
        signed_in,
    ),
    **dict.fromkeys(
        [
            *("mfa_deactivate_totp", "mfa_download_recovery_codes", "mfa_edit_webauthn"),
            "intake:answer_recurrence",  # of no recurrence that exists
            *("mfa_remove_webauthn", "mfa_view_recovery_codes", "people-account:revoke-token"),
            "portal:read",
        ],
        ones_own,
    ),
    **dict.fromkeys(
        ["account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"],
        confirm_again,
    ),
    # --- reports ---------------------------------------------------------------------------------
    **dict.fromkeys(
        [
            *("intake:desk", "intake:desk_export", "intake:register", "intake:register_export"),
            *("intake:appeals", "intake:appeals_export", "intake:responses", "intake:answers"),
            *("intake:bulk", "intake:shifts"),
        ],
        readers,
    ),
    "intake:record": reads_this,
    # Of a reporter's photo that the desk has not decided about yet.
    **dict.fromkeys(["intake:tip_file", "intake:tip_thumbnail"], works_on_this),
    **dict.fromkeys(["intake:photo", "intake:show_photos"], works_on_this),
    "intake:assisted": keeps_a_register,
    "intake:imports": readers,
    **dict.fromkeys(["intake:import", "intake:import_faults", "intake:import_step"], reads_this),
    "intake:act": works_on_this,
    # Without the other tip there is nothing to judge: back to the record, for whoever reads it.
    "intake:judge_likeness": reads_this,
    "intake:appeal": answers_appeals,
    "portal:identity": opens_identity,
    "portal:openings": looks_into_openings,
    # --- requests about one's own data: anybody asks, the province's police answer ---------------
    **dict.fromkeys(["requests:ask", "requests:receipt", "requests:follow"], everybody),
    "requests:desk": readers,
    **dict.fromkeys(["requests:record", "requests:act"], readers_hidden),
    # --- keeping and erasing: portal/retention/tests tell who decides ----------------------------
    "portal:retention": staff,
    **dict.fromkeys(["portal:proposals", "portal:holds"], readers),
    **dict.fromkeys(
        [
            *("portal:proposal", "portal:proposal_decide", "portal:proposal_leave_out"),
            "portal:hold_lift",
        ],
        readers_hidden,
    ),
    "portal:hold": may_hold_this,
    "intake:response_new": leaders,
    **dict.fromkeys(["portal:view_save", "portal:view_drop"], readers_hidden),
    **dict.fromkeys(["intake:response", "intake:answer"], ones_own),
    **dict.fromkeys(["intake:shift", "intake:shift_paper"], ones_own),
    "intake:shift_offer": desk_of_a_unit,
    **dict.fromkeys(["api:desk_tips", "api:search"], api_readers),
    # --- hand-ins --------------------------------------------------------------------------------
    **dict.fromkeys(
        [
            *("handins:list", "handins:export", "handins:register", "handins:stock"),
            *("handins:stock_export", "handins:campaigns", "handins:campaign"),
            *("handins:open_campaign", "handins:visits"),
        ],
        readers,
    ),
    **dict.fromkeys(
        ["handins:record", "handins:receipt", "handins:file", "handins:thumbnail"], reads_this
    ),
    **dict.fromkeys(["handins:act", "handins:visit"], works_on_this),
    "handins:count": desk_of_a_unit,
    "api:desk_handins": api_readers,
    "handins:hours": leaders,
    # --- figures, rules, calendar: the whole staff reads -----------------------------------------
    **dict.fromkeys(
        ["portal:desk_figures", "portal:rules", "portal:rule", "portal:calendars"], staff
    ),
    **dict.fromkeys(["portal:calendar", "portal:places", "portal:units"], staff),
    **dict.fromkeys(["portal:place", "portal:unit", "portal:reform_act"], staff),
    **dict.fromkeys(
        [
            *("portal:places_export", "portal:units_export", "portal:reform_acts"),
            "portal:reform_acts_export",
        ],
        staff,
    ),
    **dict.fromkeys(["portal:hamlets", "portal:place_change", "portal:enact"], keeps_installation),
    "portal:unit_dissolve": keeps_installation,
    # --- administrators --------------------------------------------------------------------------
    **dict.fromkeys(
        [
            *("portal:rule_act", "portal:calendar_clear", "portal:calendar_verify"),
            "portal:deliveries",
        ],
        keeps_installation,
    ),
    **dict.fromkeys(["people:list", "people:invite"], administrators),
    "portal:delivery_retry": administrators_hidden,
    **dict.fromkeys(
        [
            *("people:person", "people:change", "people:give", "people:end", "people:hand-over"),
            *("people:link", "people:with-reason"),
        ],
        administers_this,
    ),
}
