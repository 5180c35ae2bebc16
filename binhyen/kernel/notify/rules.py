"""Who may read, and who may send again."""

from django.utils.translation import gettext as _

from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import Actor
from binhyen.lib.verdict import YES, Verdict, no


def may_have_inbox(actor: Actor) -> Verdict:
    return YES if actor.user else no(_("Đăng nhập để mở hộp thư."))


def may_read(actor: Actor, message: Message) -> Verdict:
    if actor.user is None or message.user_id != actor.user.pk:
        return no(_("Tin nhắn này gửi cho người khác."))
    return YES


def may_see_deliveries(actor: Actor) -> Verdict:
    if not actor.keeps_installation:
        return no(_("Chỉ quản trị của Công an tỉnh xem được tình trạng gửi thư."))
    return YES


def may_retry(actor: Actor, message: Message) -> Verdict:
    if not (allowed := may_see_deliveries(actor)):
        return allowed
    if message.state != Message.State.FAILED:
        return no(_("Thư này đã gửi hoặc đang chờ gửi, không cần gửi lại."))
    return YES
