from binhyen.domains.handins.tests.test_erasing import *
def test_dbg(cast, crew, gone):
    from binhyen.kernel.search.models import SearchEntry
    for e in SearchEntry.objects.all():
        print(e.kind, e.object_id, e.units, e.walled, e.canon, e.at)
    from binhyen.kernel.search.asking import read
    q=read("chim yến"); print(q.tsquery(), q.column, q.guesses, q.places)
    page=found(cast,"chim yến")
    print(page[page.index("<main"):][:3000])
    assert 0
