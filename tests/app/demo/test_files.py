def test_x(played):
    from collections import Counter
    from sqlalchemy import select
    from app.transaction import Scope, enter
    from models.aml import Contact, ContactDecision, Hit, SanctionsList
    with played.sessions() as s:
        enter(s, Scope.office())
        print(Counter((c.state, c.level) for c in s.scalars(select(Contact))))
        for c in s.scalars(select(Contact).order_by(Contact.id)): print(c.id, c.root_id, c.number, c.state, c.level, c.name, c.made_at.date(), c.edition)
        for h,n,code in s.execute(select(Hit, Contact.name, SanctionsList.code).join(Contact, Contact.id==Hit.contact_id).join(SanctionsList, SanctionsList.id==Hit.list_id)): print(n, code, h.state, h.score, h.closed_why, h.comparison if h.closed_why else '')
        for d in s.scalars(select(ContactDecision)): print(d.id, d.verdict, d.level, d.decided_at, d.edition, d.reason[:40])
    assert 0
