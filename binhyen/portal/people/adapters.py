"""How allauth meets our accounts: named in settings (ACCOUNT_ADAPTER, MFA_ADAPTER)."""

from typing import Any

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy

from binhyen.kernel.people.models import User
from binhyen.kernel.people.sessions import DEVICE, SEEN, STARTED
from binhyen.lib.devices import device_words
from binhyen.lib.fields import open_text, seal_text
from binhyen.lib.phones import normal_phone
from binhyen.portal.people.devices import bucket, known_device, remember_device
from binhyen.portal.people.letters import RESET
from binhyen.portal.people.resume import remember_owner
from binhyen.portal.stepup import has_second_factor, recently_confirmed
from binhyen.portal.tasks import send_letter

# Tries at one account from devices that it does not know, whatever their number.
UNKNOWN_DEVICES = {"login_unknown": "100/h/key"}
PRODUCT = "Bình Yên"


class PhoneField(forms.CharField):
    """A phone number as people write it; kept as E.164."""

    default_error_messages = {
        "invalid": gettext_lazy("Số điện thoại chưa đúng. Hãy nhập như 0912 345 678."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
        super().__init__(**{"widget": widget, "max_length": 30, **kwargs})

    def clean(self, value: Any) -> str:
        written = super().clean(value)
        if not written:
            return ""
        if (number := normal_phone(written)) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return number


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return bool(settings.CITIZEN_ACCOUNTS)

    # --- phones (an administrator changes them) ----------------------------------------------
    def phone_form_field(self, **kwargs: Any) -> PhoneField:
        return PhoneField(**kwargs)

    def get_phone(self, user: Any) -> tuple[str, bool] | None:
        return (user.phone, user.phone_verified) if user.phone else None

    def get_user_by_phone(self, phone: str) -> User | None:
        return User.objects.filter(phone=normal_phone(phone)).first()

    # --- limits ----------------------------------------------------------------------------
    def get_client_ip(self, request: HttpRequest) -> str:
        """Only ever asked for counting: a bucket instead of an address."""
        return bucket(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        return f"{_login_of(credentials)}|{bucket(request)}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        super().pre_authenticate(request, **credentials)
        if not _is_known_here(request, credentials) and not ratelimit.consume(
            request,
            app="allauth.account",
            action="login_unknown",
            config=UNKNOWN_DEVICES,
            key=_login_of(credentials),
        ):
            raise self.validation_error("too_many_login_attempts")

    # --- sessions --------------------------------------------------------------------------
    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        start_session(request)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_device(request, response, user.pk)
        remember_owner(response, user.pk)
        return response

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Proof of a recovery code serves to set up a new device, and for nothing else."""
        return not recently_confirmed(context.request, or_recovery_code=app == "allauth.mfa")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Whoever has a second factor confirms with it, not with the password alone."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        if has_second_factor(context.request):
            return [way for way in methods if way["id"] != "reauthenticate"] or methods
        return methods

    # --- letters: by the worker -----------------------------------------------------------------
    def send_password_reset_mail(self, user: Any, email: str, context: dict[str, Any]) -> None:
        send_letter.defer(user_id=user.pk, letter=RESET)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        send_letter.defer(user_id=user.pk, letter=template_prefix)


class MFAAdapter(DefaultMFAAdapter):
    def _get_site_name(self) -> str:
        return PRODUCT

    def get_totp_issuer(self) -> str:
        return PRODUCT

    def _get_user_identifier(self, user: Any) -> str:
        return str(user.email or user.phone or user.full_name)

    def build_totp_svg(self, url: str) -> str:
        return str(segno.make(url, micro=False).svg_inline(scale=5, border=4, omitsize=False))

    def encrypt(self, text: str) -> str:
        return seal_text(text, master=settings.FIELD_KEY, purpose="mfa")

    def decrypt(self, encrypted_text: str) -> str:
        return open_text(encrypted_text, master=settings.FIELD_KEY, purpose="mfa")

    def generate_authenticator_name(self, user: Any, type: Any) -> str:
        return device_words(context.request.headers.get("user-agent", ""))


def start_session(request: HttpRequest) -> None:
    """Note when and on what this session began: for its limits and for the owner's list."""
    now = timezone.now().isoformat()
    request.session[STARTED] = request.session[SEEN] = now
    request.session[DEVICE] = device_words(request.headers.get("user-agent", ""))


def _login_of(credentials: dict[str, Any]) -> str:
    given = credentials.get("email") or credentials.get("phone") or credentials.get("username")
    return str(given or "").lower()


def _is_known_here(request: HttpRequest, credentials: dict[str, Any]) -> bool:
    device = known_device(request)
    if device is None:
        return False
    login = _login_of(credentials)
    return (
        User.objects.filter(pk__in=device.users)
        .filter(**({"email": login} if "@" in login else {"phone": normal_phone(login)}))
        .exists()
    )
