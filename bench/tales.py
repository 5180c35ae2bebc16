"""Reports as people write them, with what they meant: texts, their truth, and questions.

A tale is made of phrases (when, where, who, what, with what, what next), written with full marks in
the one tone style: that is its truth. About 240 phrases of some 430 different words, among them
words that differ only by marks (bán, bàn, bạn, bản; chè, che, chê; cướp, cuốc; máy, may, mây), so
that precision is not for nothing. Then it is written down:

- 15 % are typed without any marks;
- 25 % in the other tone style (hoà, thuỷ, khoẻ);
- in 20 % each word is misspelt with probability 4 %: Telex left in it (ddanhs), two neighbouring
  letters swapped, one doubled, one dropped, or its marks forgotten. A slip that happens to make
  another word stays as it is.

A question is two or three words of one phrase of a tale (three in ten: and two words of another),
typed as written (45 %), without marks (27 %), in the other tone style (18 %), or with one slip as
above (10 %).
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from binhyen.lib.text import TONES, canon, fold

WHEN = """
đêm qua|sáng nay|khoảng hai giờ sáng|chiều tối hôm kia|giữa trưa|lúc rạng sáng|tuần trước mấy hôm
liền|cuối tuần vừa rồi|hôm rằm|trong lúc mưa to|ngay giờ tan trường
"""
WHERE = """
trước cổng trường tiểu học|ở chợ đầu mối|trong ngõ cụt sau đình|cạnh bờ mương|ngoài đê sông
Luộc|tại quán cà phê ven đường|gần cây xăng|ở nhà văn hóa|trong xưởng may|dưới chân cầu|ở bến
đò|tại phòng trọ công nhân|trên cánh đồng ngô|ở bãi vật liệu|sau trạm y tế|cạnh sân bóng|trong kho
thóc|ở vườn nhãn|tại tiệm vàng|ngay ngã tư đèn đỏ|trong hẻm nhỏ|ở đầu làng|cuối xóm chùa|tại bưu
điện|ở bãi rác cũ
"""
WHO = """
một nhóm thanh niên lạ mặt|hai người đàn ông bịt mặt|một phụ nữ trung niên|mấy học sinh cấp ba|
người hàng xóm|đối tượng nghiện|một người tự xưng cán bộ ngân hàng|kẻ gian|gã bán hàng rong|người
thu mua phế liệu|nhóm đòi nợ thuê|tên trộm chó|một người say rượu|chủ tiệm cầm đồ|lái xe tải|bảo
vệ bãi xe|người bạn cùng phòng|thợ hồ|khách thuê trọ|mấy đứa trẻ chăn bò
"""
WHAT = """
bẻ khóa lấy trộm xe máy|cướp giật túi xách|đột nhập vào nhà|đánh nhau gây thương tích|cầm dao đe
dọa|cắt trộm dây điện|bắt trộm chó|đánh bạc ăn tiền|chơi xóc đĩa|bán ma túy|hút chích|chế tạo pháo
nổ|tàng trữ súng săn|đổ trộm rác thải|hủy hoại cây trồng|đốt rơm gây cháy|ném chất bẩn|cho vay
nặng lãi|gọi điện lừa đảo|chiếm tài khoản mạng|bán hàng giả|chặn đường đòi tiền|rượt đuổi bằng
xe|quấy rối học sinh|rải đinh trên đường|đâm xe rồi bỏ chạy|phá hoại hàng rào|lấn chiếm vỉa hè|gây
rối trật tự|mở loa quá to|chê bai rồi hành hung|bàn bạc việc cướp|cuốc trộm khoai|che giấu tang
vật|trộm chè khô|bẫy chim trời|kích cá bằng điện|xả nước thải|nung gạch trái phép|đào trộm mộ|tiêu
thụ gỗ lậu|làm giấy tờ giả|mua bán trẻ em|môi giới mại dâm
"""
THING = """
chiếc xe đạp điện|chiếc xe máy màu đỏ|con gà chọi|đàn vịt đẻ|máy bơm nước|máy cày|tủ thuốc|ví
tiền|điện thoại mới mua|dây chuyền vàng|thẻ ngân hàng|sổ tiết kiệm|bình ga|ắc quy|cuộn dây
đồng|bao thóc giống|cây cảnh quý|đôi lục bình|bộ bàn ghế|bức tượng cổ|chum rượu|lồng chim|ống
thép|mái tôn|cửa sắt|máy khâu|quạt hơi nước|máy tính xách tay|camera giám sát|xe ba gác|thuyền
nan|lưới đánh cá|bản đồ địa chính|con trâu|cá trắm|mây tre đan|may mặc dang dở|muối dưa|chổi
đót|vải thiều
"""
NEXT = """
camera nhà bên có quay được|đã báo trưởng thôn|mong công an kiểm tra giúp|cả xóm mất ngủ|nạn nhân
đang nằm viện|còn để lại con dao|bỏ chạy về hướng quốc lộ|tôi sợ bị trả thù|xe không có biển
số|thiệt hại khoảng hai mươi triệu|có nhiều người chứng kiến|việc này lặp lại nhiều lần|người già
trẻ nhỏ rất hoang mang |đề nghị tuần tra ban đêm|tôi giữ ảnh chụp|họ khóa cửa trốn bên trong|đã
hòa giải mà không xong|quý cơ quan xem xét|sức khỏe cháu bé yếu dần|thủy lợi bị tắc|gia đình tôi
hoàn toàn không quen biết họ
"""
_STYLE = {"òa": "oà", "óa": "oá", "ỏa": "oả", "õa": "oã", "ọa": "oạ", "òe": "oè", "óe": "oé"}
_STYLE |= {"ỏe": "oẻ", "õe": "oẽ", "ọe": "oẹ", "ùy": "uỳ", "úy": "uý", "ủy": "uỷ", "ũy": "uỹ"}
_STYLE |= {"ụy": "uỵ"}
_TELEX = {"đ": "dd", "â": "aa", "ê": "ee", "ô": "oo", "ă": "aw", "ơ": "ow", "ư": "uw"}
_TONE_KEYS = dict(zip(TONES, "frxsj", strict=True))


def _phrases(said: str) -> list[str]:
    return [canon(one) for one in " ".join(said.split()).split("|")]


PARTS = [_phrases(part) for part in (WHEN, WHERE, WHO, WHAT, THING, NEXT)]


@dataclass(frozen=True)
class Tale:
    """``truth``: the words meant, in the one spelling. ``text``: as it was written down."""

    truth: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Question:
    """``meant``: the words looked for; ``typed``: as it stands in the field; ``how`` it was."""

    meant: tuple[str, ...]
    typed: str
    how: str


def tales(count: int, seed: int = 20261123) -> Iterator[Tale]:
    rng = random.Random(seed)
    for _ in range(count):
        said = [rng.choice(part) for part in PARTS]
        said += [rng.choice(PARTS[4]), rng.choice(PARTS[5])][: rng.randint(0, 2)]
        yield Tale(tuple(" ".join(said).split()), _written(said, rng) + _exact(rng))


def _exact(rng: random.Random) -> str:
    """One in twenty names a number or a plate; they come from a pool, so some name the same."""
    drawn = rng.random()
    if drawn < 0.02:
        return f" Số gọi đến: 09{rng.randint(10_000_000, 10_030_000)}."
    if drawn < 0.04:
        return f" Biển số 89B{rng.randint(1, 2)}-{rng.randint(10_000, 40_000)}."
    if drawn < 0.05:
        return f" Trang nhanqua{rng.randint(1, 5000)}.example."
    return ""


def _written(said: list[str], rng: random.Random) -> str:
    words = " ".join(said).split()
    how = rng.random()
    if 0.4 <= how < 0.6:
        words = [slip(word, rng) if rng.random() < 0.04 else word for word in words]
    text = " ".join(words)
    if how < 0.15:
        text = fold(text)
    elif how < 0.4:
        text = other_style(text)
    return text[0].upper() + text[1:] + "."


def other_style(text: str) -> str:
    """ "hòa" → "hoà", where the syllable ends."""
    words = []
    for word in text.split():
        end = word[-2:]
        words.append(word[:-2] + _STYLE[end] if end in _STYLE and word[:-2] != "q" else word)
    return " ".join(words)


def slip(word: str, rng: random.Random) -> str:
    """One typing error; a word too short for it, or a number, stays."""
    if len(word) < 3 or not word.isalpha():
        return word
    kind = rng.choice(["telex", "swap", "double", "drop", "marks"])
    if kind == "telex":
        return telexed(word)
    if kind == "marks":
        return fold(word)
    at = rng.randrange(len(word) - 1)
    if kind == "swap":
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if kind == "double":
        return word[:at] + word[at] + word[at:]
    return word[:at] + word[at + 1 :]


def telexed(word: str) -> str:
    """What the keys of Telex leave when the keyboard writes English: "đánh" → "ddanhs"."""
    import unicodedata

    tone, letters = "", []
    for char in word:
        marks = unicodedata.normalize("NFD", char)
        tone = next((_TONE_KEYS[mark] for mark in marks if mark in TONES), tone)
        bare = unicodedata.normalize("NFC", "".join(c for c in marks if c not in TONES))
        letters.append(_TELEX.get(bare, bare))
    return "".join(letters) + tone


def questions(count: int, seed: int = 7) -> list[Question]:
    rng = random.Random(seed)
    return [_question(rng) for _ in range(count)]


def _question(rng: random.Random) -> Question:
    phrase = rng.choice(rng.choice(PARTS[1:])).split()
    length = min(len(phrase), rng.randint(2, 3))
    start = rng.randint(0, len(phrase) - length)
    meant = phrase[start : start + length]
    if rng.random() < 0.3:
        meant = meant + rng.choice(PARTS[3]).split()[:2]
    how, typed = rng.random(), list(meant)
    if how < 0.45:
        return Question(tuple(meant), " ".join(typed), "as written")
    if how < 0.72:
        return Question(tuple(meant), fold(" ".join(typed)), "no marks")
    if how < 0.9:
        return Question(tuple(meant), other_style(" ".join(typed)), "other tone style")
    at = rng.choice([n for n, word in enumerate(typed) if len(word) > 2] or [0])
    typed[at] = slip(typed[at], rng)
    return Question(tuple(meant), " ".join(typed), "one slip")
