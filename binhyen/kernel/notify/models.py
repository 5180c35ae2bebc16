"""Messages to people: an inbox in the product, and e-mail delivered by the worker.

A message says that something changed and where to look; never what was reported, by whom or about
whom (docs/decisions). The address of a reporter is never stored here: ``sealed_to`` names the row
whose seal the reveal process opens at the moment of sending.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User


class MessageQuerySet(models.QuerySet["Message"]):
    def inbox_of(self, actor: Actor) -> "MessageQuerySet":
        """What was told to the actor in the product; a stranger has nothing."""
        if actor.user is None:
            return self.none()
        return self.filter(user=actor.user, channel=Message.Channel.INBOX)

    def unread(self) -> "MessageQuerySet":
        return self.filter(read_at=None)

    def mails(self) -> "MessageQuerySet":
        return self.filter(channel=Message.Channel.EMAIL)


class Message(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", _("Chờ gửi")
        SENT = "sent", _("Đã gửi")
        FAILED = "failed", _("Chưa gửi được")
        DROPPED = "dropped", _("Không gửi (người nhận đã rút đồng ý)")

    class Channel(models.TextChoices):
        INBOX = "inbox", _("Hộp thư trong hệ thống")
        EMAIL = "email", _("Thư điện tử")

    channel = models.CharField(_("kênh"), max_length=10, choices=Channel.choices)
    user = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("người nhận"),
    )
    sealed_kind = models.CharField(_("nơi giữ địa chỉ niêm phong"), max_length=60, blank=True)
    sealed_id = models.BigIntegerField(_("dòng giữ địa chỉ niêm phong"), null=True, blank=True)
    language = models.CharField(_("ngôn ngữ"), max_length=5, default="vi")
    subject = models.CharField(_("tiêu đề"), max_length=200)
    text = models.TextField(_("nội dung"))
    link = models.CharField(_("đường dẫn"), max_length=300, blank=True)
    # The same happening is told once: unique per receiver.
    dedupe_key = models.CharField(_("khóa chống trùng"), max_length=120)
    state = models.CharField(
        _("trạng thái"), max_length=10, choices=State.choices, default=State.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("số lần thử"), default=0)
    last_error = models.CharField(_("lỗi gần nhất"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("lập lúc"), auto_now_add=True)
    sent_at = models.DateTimeField(_("gửi lúc"), null=True, blank=True)
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("tin nhắn")
        constraints = [
            models.UniqueConstraint(fields=["channel", "dedupe_key"], name="message_told_once"),
        ]
        indexes = [
            models.Index(fields=["user", "-id"], name="message_inbox"),
            models.Index(
                fields=["user", "id"],
                condition=models.Q(read_at=None, channel="inbox"),
                name="message_unread",
            ),
            models.Index(
                fields=["state", "-id"], condition=models.Q(channel="email"), name="message_mails"
            ),
            models.Index(
                fields=["state", "id"],
                condition=models.Q(state__in=["waiting", "failed"]),
                name="message_to_send",
            ),
        ]

    def __str__(self) -> str:
        return self.subject
