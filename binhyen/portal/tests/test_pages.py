"""Pages anybody may open, and the gallery."""

import pytest
from django.test import Client

OPEN = ["/", "/gioi-thieu/", "/rieng-tu/", "/tro-nang/", "/khan-cap/", "/thu-vien-giao-dien/"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", OPEN)
def test_open_pages_speak_vietnamese_first(client: Client, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 200
    page = answer.content.decode()
    assert '<html lang="vi"' in page
    assert 'id="noi-dung"' in page
    assert "style=" not in page
