"""Vietnamese names for labelled demo data: family, middle, given, in that order.

``Faker``'s vi_VN gives the wrong order and ten family names; these lists are ordinary names, chosen
by hand, and any likeness to a person is chance.
"""
# ruff: noqa: SIM905 (a list of sixty names reads better as one sentence)

import random

FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đoàn Vương Trịnh "
    "Trương Đinh Lâm Phùng Mai Tô Hà Tạ Cao Quách Chu Lương Thái La Triệu Khuất Tống Nghiêm Doãn "
    "Kiều"
).split()
# How common a family name is, roughly (%): a few cover most people.
WEIGHTS = [38, 11, 9.5, 7, 5, 5, 4.5, 3.9, 3, 2.1, 2, 1.9, 1.3, 1.3, 1] + [0.6] * 25
MEN = (
    "An Anh Bách Bình Chiến Công Cường Dũng Duy Đạt Đức Giang Hải Hiếu Hòa Hoàng Hùng Hưng Huy "
    "Khánh Khoa Kiên Lâm Long Mạnh Minh Nam Nghĩa Phong Phúc Quân Quang Sơn Tâm Thắng Thành Thịnh "
    "Toàn Trung Trường Tuấn Tùng Việt Vinh"
).split()
WOMEN = (
    "An Ánh Bích Châu Chi Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hồng Huệ Hương Huyền Khánh Lan "
    "Liên Linh Loan Ly Mai Minh My Nga Ngân Ngọc Nguyệt Nhung Oanh Phương Quyên Quỳnh Tâm Thảo "
    "Thu Thúy Trang Tuyết Vân Xuân Yến"
).split()
MIDDLE_MEN = "Văn Đức Hữu Công Quang Minh Đình Xuân Ngọc Thanh Trọng Bá".split()
MIDDLE_WOMEN = "Thị Thu Ngọc Thanh Minh Thúy Phương Hồng Kim Bích Mai Diệu".split()


def person_name(rng: random.Random) -> str:
    """A full name as it is written: "Trần Thị Thu Hà", "Nguyễn Văn An"."""
    family = rng.choices(FAMILY, WEIGHTS)[0]
    if rng.random() < 0.5:
        return f"{family} {rng.choice(MIDDLE_MEN)} {rng.choice(MEN)}"
    middle = rng.choice(MIDDLE_WOMEN)
    if middle == "Thị" and rng.random() < 0.4:
        middle = f"Thị {rng.choice(MIDDLE_WOMEN[1:])}"
    return f"{family} {middle} {rng.choice(WOMEN)}"
