from sqlalchemy import text
from tests.app.demo.test_deals import among_officers
def test_x(among_officers, played, server):
    with played.sessions() as s:
        name = s.connection().engine.url.database
    from sqlalchemy import create_engine
    with open('/tmp/dbg4.log','w') as f:
        for q in ("select count(*), max(id) from aml_deal", "select id, organisation_id, reference, state from aml_deal where id > 28 order by id", "select organisation_id, count(*) from aml_deal group by 1", "select organisation_id, count(*), max(id) from aml_contact group by 1"):
            f.write('officers '+repr(among_officers.execute(text(q)).all())+'\n')
        e = create_engine(server.url("postgres", name))
        with e.connect() as c:
            for q in ("select count(*), max(id) from aml_deal", "select id, organisation_id, reference, state from aml_deal where id > 28 order by id"):
                f.write('super '+repr(c.execute(text(q)).all())+'\n')
