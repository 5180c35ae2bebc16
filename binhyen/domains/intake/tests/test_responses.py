"""Prepared texts: who writes them, how an answer is filled and looked at, what goes by itself, and
answers that say nothing."""

from datetime import timedelta

import pytest

from binhyen.domains.intake import actions, queries, responses, tasks
from binhyen.domains.intake.actions.law import Result
from binhyen.domains.intake.models import (
    Answer,
    Flaw,
    ResponseText,
    ResponseVersion,
    Status,
    Tip,
    TipMessage,
)
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.domains.intake.tests.test_handling import LATER, accepted, deeds
from binhyen.domains.intake.tests.test_officer_pages import signed_in
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place
from binhyen.lib import filling
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db
FULL = (
    "Công an xã đã xem camera, làm việc với hai người và thu lại chiếc xe; mời bạn đến nhận tại "
    "trụ sở từ thứ Hai."
)


def wording(text: str = "Tin {mã tin}: […]", **more: object) -> actions.Wording:
    given = {"title": "Hỏi biển số", "text": text, "text_en": "", "valid_from": NOW.date()} | more
    return actions.Wording(**given)  # type: ignore[arg-type]


def written(leader: Actor, unit: Unit | None, **more: object) -> ResponseText:
    given: dict[str, object] = {"category": None, "state": Status.RECEIVED, "is_automatic": False}
    return actions.write_response(
        actor=leader,
        unit=unit,
        wording=more.pop("wording", wording()),  # type: ignore[arg-type]
        now=NOW,
        **(given | more),  # type: ignore[arg-type]
    )


def closed(tip: Tip, leader: Actor, answer: str, response: ResponseVersion | None = None) -> Answer:
    tip = accepted(tip, leader)
    result = Result("mediated", answer, response=response)
    actions.close_tip(actor=leader, tip=tip, result=result, now=LATER)
    return Answer.objects.get(tip=tip, message=None)


# --- the library ---------------------------------------------------------------------------------


def test_a_leader_writes_for_the_unit_and_the_trail_says_so(leader: Actor, police: Unit) -> None:
    response = written(leader, police)
    assert responses.in_force(NOW.date()).filter(response=response).get().number == 1


def test_only_the_province_s_leader_writes_for_all(
    leader: Actor, province_leader: Actor, handler: Actor, police: Unit
) -> None:
    with pytest.raises(Refused, match="cả tỉnh"):
        written(leader, None)
    with pytest.raises(Refused, match="chỉ huy đơn vị"):
        written(handler, police)
    assert written(province_leader, None).unit is None


def test_a_field_that_nobody_fills_is_refused_by_name(leader: Actor, police: Unit) -> None:
    with pytest.raises(Refused, match="Không có trường"):
        written(leader, police, wording=wording("Tin {mã tn}"))
    assert not ResponseText.objects.filter(unit=police).exists()


def test_a_new_version_holds_from_its_day_and_the_old_one_until_then(
    leader: Actor, police: Unit
) -> None:
    response = written(leader, police)
    next_week = NOW.date() + timedelta(days=7)
    new = wording("Câu mới {mã tin}", valid_from=next_week)
    actions.rewrite_response(actor=leader, response=response, wording=new, now=NOW)

    def number(day: object) -> int:
        return responses.in_force(day).get(response=response).number  # type: ignore[arg-type]

    assert (number(NOW.date()), number(next_week)) == (1, 2)


def test_the_nearest_text_stands_first(leader: Actor, police: Unit, tip: Tip) -> None:
    assert [v.response.key for v in responses.fitting(tip, Status.RECEIVED, NOW.date())] == [
        "ask_more"
    ]
    own = written(leader, police, category=tip.category)
    first = responses.fitting(tip, Status.RECEIVED, NOW.date())[0]
    assert first.response == own


def test_a_withdrawn_text_is_offered_no_more(leader: Actor, police: Unit, tip: Tip) -> None:
    own = written(leader, police)
    actions.withdraw_response(actor=leader, response=own, now=NOW)
    offered = responses.fitting(tip, Status.RECEIVED, NOW.date())
    assert own not in [version.response for version in offered]


def test_a_neighbour_s_library_does_not_show_it(
    leader: Actor, neighbour: Actor, police: Unit
) -> None:
    own = written(leader, police)
    assert "Hỏi biển số" in signed_in(leader).get("/tin/mau-tra-loi/").content.decode()
    other = signed_in(neighbour)
    assert "Hỏi biển số" not in other.get("/tin/mau-tra-loi/").content.decode()
    assert other.get(f"/tin/mau-tra-loi/{own.pk}/").status_code == 404


def test_a_leader_writes_on_the_page_after_looking(leader: Actor, police: Unit) -> None:
    client = signed_in(leader)
    given = {
        "unit": police.pk,
        "state": "received",
        "title": "Hẹn gặp",
        "text": "Về tin {mã tin}: […]",
        "valid_from": "31/12/2099",
    }
    looked = client.post("/tin/mau-tra-loi/moi/", given | {"buoc": "xem-truoc"})
    assert "Người báo tin sẽ đọc" in looked.content.decode()
    assert not ResponseText.objects.filter(title="Hẹn gặp").exists()
    assert client.post("/tin/mau-tra-loi/moi/", given).status_code == 302
    wrong = client.post("/tin/mau-tra-loi/moi/", given | {"text": "{biển số}"})
    assert wrong.status_code == 400
    assert "Không có trường {biển số}" in wrong.content.decode()
    assert ResponseText.objects.filter(title="Hẹn gặp").count() == 1


def test_an_officer_reads_why_the_library_is_not_theirs_to_write(handler: Actor) -> None:
    client = signed_in(handler)
    assert "do chỉ huy đơn vị soạn" in client.get("/tin/mau-tra-loi/").content.decode()
    assert client.get("/tin/mau-tra-loi/moi/").status_code == 403


# --- choose, look, send --------------------------------------------------------------------------


def ask_text() -> ResponseVersion:
    return ResponseVersion.objects.get(response__key="ask_more")


def test_choose_look_send_without_javascript(handler: Actor, tip: Tip) -> None:
    client, url = signed_in(handler), f"/tin/{tip.ref}/hoi/"
    chosen = {"response": ask_text().pk, "text": ""}

    filled = client.post(url, chosen | {"buoc": "dien-mau"}).content.decode()
    assert "Để xác minh, chúng tôi cần hỏi thêm: […]" in filled
    assert "{mã tin}" not in filled

    gap = client.post(url, chosen | {"text": "Hỏi thêm: […]"})
    assert (gap.status_code, TipMessage.objects.count()) == (400, 0)
    assert "chưa điền" in gap.content.decode()

    asked = {"text": "Tin của bạn có hạn {hạn}. Biển số xe là gì?"}
    looked = client.post(url, chosen | asked)  # not looked at yet: shown, not sent
    assert TipMessage.objects.count() == 0
    assert "Người báo tin sẽ đọc" in looked.content.decode()

    seen = looked.context["form"].seen
    sent = client.post(url, chosen | asked | {"da-xem": seen})
    assert sent.status_code == 302
    message = TipMessage.objects.get()
    assert message.text == "Tin của bạn có hạn 30/08/2026. Biển số xe là gì?"
    assert Answer.objects.get(message=message).version == ask_text()


def test_words_changed_after_looking_are_shown_again(handler: Actor, tip: Tip) -> None:
    client, url = signed_in(handler), f"/tin/{tip.ref}/hoi/"
    given = {"response": ask_text().pk, "text": "Biển số xe là gì?"}
    seen = client.post(url, given).context["form"].seen
    client.post(url, given | {"text": "Màu xe là gì?", "da-xem": seen})
    assert TipMessage.objects.count() == 0


def test_words_of_one_s_own_go_at_once(handler: Actor, tip: Tip) -> None:
    sent = signed_in(handler).post(f"/tin/{tip.ref}/hoi/", {"text": "Biển số xe là gì?"})
    assert sent.status_code == 302
    assert not Answer.objects.exists()


def test_no_way_in_lets_a_gap_out(handler: Actor, tip: Tip) -> None:
    with pytest.raises(Refused, match="chưa điền"):
        actions.ask_reporter(actor=handler, tip=tip, text="Đã làm: […]", now=NOW)
    assert TipMessage.objects.count() == 0


def test_a_reporter_who_reads_english_gets_english(tan_hung: Place) -> None:
    tip = received(tan_hung, NOW)
    Tip.objects.filter(pk=tip.pk).update(language="en")
    tasks.send_first_answers(NOW)
    text = TipMessage.objects.get().text
    assert "received your report on" in text
    assert "automatic first answer" in text


# --- the first answer ----------------------------------------------------------------------------


def test_the_first_answer_comes_once_by_the_clock_not_with_the_report(tip: Tip) -> None:
    assert TipMessage.objects.count() == 0
    tasks.send_first_answers(NOW)
    tasks.send_first_answers(NOW + timedelta(minutes=1))

    message = TipMessage.objects.get()
    assert message.user is None
    assert "Công an xã Tân Hưng đã nhận tin của bạn ngày 10/08/2026" in message.text
    assert "30/08/2026" in message.text
    assert deeds(tip) == ["intake.received", "intake.first_answered"]
    assert not queries.waits_for_reporter(tip)


def test_each_category_has_its_own_first_answer(tan_hung: Place) -> None:
    received(tan_hung, NOW, code="impersonation")
    tasks.send_first_answers(NOW)
    assert "gọi ngay ngân hàng" in TipMessage.objects.get().text


def test_old_reports_are_not_answered_all_of_a_sudden(tip: Tip) -> None:
    tasks.send_first_answers(NOW + timedelta(days=3))
    assert TipMessage.objects.count() == 0


# --- answers that say nothing --------------------------------------------------------------------


def test_an_answer_with_substance_is_not_flagged(leader: Actor, tip: Tip) -> None:
    assert closed(tip, leader, FULL).flaw == ""
    assert list(responses.to_look_at(leader)) == []


def test_a_thin_answer_is_told_to_the_unit_s_leaders_once(
    leader: Actor, handler: Actor, tip: Tip, police: Unit
) -> None:
    from binhyen.domains.intake.tests.conftest import acting

    other = acting("Hoàng Minh Đức", police, "leader")
    assert other.user is not None
    answer = closed(tip, leader, "Đã xử lý xong.")
    assert answer.flaw == Flaw.SHORT
    told = other.user.messages.get(channel="inbox")
    assert told.link == "/tin/tra-loi-xem-lai/"
    assert "xử lý" not in told.text + told.subject
    assert "Quá ngắn" in signed_in(other).get("/tin/tra-loi-xem-lai/").content.decode()


def test_the_prepared_words_alone_are_no_answer(leader: Actor, tip: Tip) -> None:
    version = ResponseVersion.objects.get(response__key="closed_result")
    text = filling.fill(version.text, responses.values_for(tip, "vi"))
    assert closed(tip, leader, text.replace("[…]", "xong"), version).flaw == Flaw.BARE


def test_the_answer_to_another_report_is_a_copy(leader: Actor, tan_hung: Place) -> None:
    first, second = received(tan_hung, NOW), received(tan_hung, NOW)
    assert closed(first, leader, FULL).flaw == ""
    assert closed(second, leader, FULL.upper()).flaw == Flaw.COPY


def test_a_leader_looks_and_it_leaves_the_list(leader: Actor, handler: Actor, tip: Tip) -> None:
    answer = closed(tip, leader, "Đã xử lý xong.")
    refused = signed_in(handler).post(f"/tin/tra-loi-xem-lai/{answer.pk}/", {"da-xem": "1"})
    assert refused.status_code == 403
    done = signed_in(leader).post(
        f"/tin/tra-loi-xem-lai/{answer.pk}/", {"da-xem": "1", "note": "Đã gọi lại cho dân."}
    )
    assert done.status_code == 302
    assert list(responses.to_look_at(leader)) == []
    assert deeds(tip)[-1] == "intake.answer_looked_at"


def test_a_neighbour_never_sees_it(leader: Actor, neighbour: Actor, tip: Tip) -> None:
    answer = closed(tip, leader, "Đã xử lý xong.")
    other = signed_in(neighbour)
    assert "Quá ngắn" not in other.get("/tin/tra-loi-xem-lai/").content.decode()
    assert other.get(f"/tin/tra-loi-xem-lai/{answer.pk}/").status_code == 404
