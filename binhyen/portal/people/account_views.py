"""Signing in, and the pages of one's own account: protection, sessions, API keys, kept forms."""

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.utils import is_mfa_enabled
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.models import ApiToken, User
from binhyen.kernel.people.sessions import digest, end_session_of, end_sessions, living
from binhyen.kernel.people.tokens import create_token, revoke_token
from binhyen.portal.people import resume as kept_forms
from binhyen.portal.people.forms import TokenForm
from binhyen.portal.stepup import confirmed_recently, forget_second_factor, has_second_factor


class SignIn(LoginView):
    """In a demonstration the page lists the accounts and their codes of the moment."""

    def get_form(self, form_class: Any = None) -> Any:
        """The label stands above each field: a second one inside it would only fade away."""
        form = super().get_form(form_class)
        for field in form.fields.values():
            field.widget.attrs.pop("placeholder", None)
        form.fields["login"].widget.attrs["autocomplete"] = "username"
        return form

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if settings.DEMO:
            from binhyen.kernel.people.demo import demo_accounts

            context["demo_accounts"] = demo_accounts(timezone.now())
        return context


class ActivateTotp(ActivateTOTPView):
    """Entering the first code proves that the device is held: the session counts as protected."""

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note_proof(self.request, Authenticator.Type.TOTP)
        return response


class AddWebAuthn(AddWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _note_proof(self.request, Authenticator.Type.WEBAUTHN)
        return response


class DeactivateTotp(DeactivateTOTPView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _unprotected_without_device(self.request)
        return response


class RemoveWebAuthn(RemoveWebAuthnView):
    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        _unprotected_without_device(self.request)
        return response


sign_in = SignIn.as_view()
activate_totp = ActivateTotp.as_view()
add_webauthn = AddWebAuthn.as_view()
deactivate_totp = DeactivateTotp.as_view()
remove_webauthn = RemoveWebAuthn.as_view()


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 (behind login_required)
    return request.user


def _note_proof(request: HttpRequest, kind: str) -> None:
    record_authentication(request, request.user, "mfa", type=str(kind))


def _unprotected_without_device(request: HttpRequest) -> None:
    if not is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        forget_second_factor(request)


@require_safe
@login_required
def account(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/people/account.html", {"protected": has_second_factor(request)})


@require_safe
@never_cache
@login_required
def sessions(request: HttpRequest) -> HttpResponse:
    rows = living(_user(request), timezone.now())
    return render(
        request,
        "portal/people/sessions.html",
        {
            "sessions": rows[:50],
            "current": digest(request.session.session_key or ""),
        },
    )


@require_POST
@login_required
def end_session(request: HttpRequest) -> HttpResponse:
    """One session, by the fingerprint of its key, or (without one) all but this."""
    chosen = request.POST.get("phien", "")
    if chosen:
        end_session_of(_user(request), chosen)
    else:
        end_sessions(_user(request), but_not=request.session.session_key or "")
    messages.success(request, _("Đã đăng xuất khỏi thiết bị đó."))
    return redirect("people-account:sessions")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_required
@confirmed_recently
def tokens(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)
    raw = ""
    if form.is_valid():
        _token, raw = create_token(
            actor=acting(request),
            name=form.cleaned_data["name"],
            scopes=form.cleaned_data["scopes"],
            expires_at=form.expires_at(timezone.localdate()),
            now=timezone.now(),
            by_mfa=has_second_factor(request),
        )
        form = TokenForm()
    rows = ApiToken.objects.filter(user=_user(request)).order_by("-created_at", "-pk")[:50]
    return render(
        request,
        "portal/people/tokens.html",
        {"form": form, "tokens": rows, "raw": raw, "now": timezone.now()},
    )


@require_POST
@login_required
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=_user(request))
    revoke_token(actor=acting(request), token=token, now=timezone.now())
    messages.success(request, _("Đã thu hồi khóa “%(name)s”.") % {"name": token.name})
    return redirect("people-account:tokens")


@require_safe
@never_cache
@login_required
def resume(request: HttpRequest) -> HttpResponse:
    """What was typed when the session ran out, to be sent once more."""
    kept = kept_forms.kept_for(request, timezone.now())
    if kept is None:
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "portal/people/resume.html", {"kept": kept})


@require_POST
@login_required
def drop_kept(request: HttpRequest) -> HttpResponse:
    kept_forms.drop(request)
    return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
