"""Every public page that can be opened without having done anything before. Add a line for yours:
its address, and what its first heading says in Vietnamese."""

PUBLIC_PAGES: dict[str, str | None] = {
    "/": None,
    "/gioi-thieu/": None,
    "/rieng-tu/": None,
    "/tro-nang/": None,
    "/khan-cap/": None,
    "/nhat-ky/": "Mốc niêm phong",
    "/thu-vien-giao-dien/": None,
    "/bao-tin/": "nguy hiểm",
    "/bao-tin/viec-gi/": "báo việc gì",
    "/theo-doi/": "Theo dõi tin",
    "/giao-nop/": "Giao nộp",
    "/giao-nop/hen/": "xã, phường nào",
    "/giao-nop/hen/ma/": "Đổi hoặc hủy",
    "/giao-nop/bien-nhan/": "Tra cứu",
    "/so-lieu/": None,
    "/rieng-tu/yeu-cau/": "dữ liệu của bạn",
    "/rieng-tu/yeu-cau/theo-doi/": "Xem trả lời",
    "/thoi-han/": None,
    "/api/v1/docs": "API cho lập trình viên",
}
