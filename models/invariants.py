"""What must hold of the rows at every moment, asked of the database: a query per invariant, empty when it holds.

Constraints, triggers and walls keep these; the queries show that nothing got past them: after an upgrade, a
restore or a move, and after each test. Asked as the owner, or in office scope. A row found is a fault, named by
its key.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, text

# What the catalogue must say.
WALLS = {
    "every table of an organisation is walled off": """
        select c.relname from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attname = 'organisation_id'
        where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and not c.relrowsecurity""",
    "every constraint was checked against all rows": """
        select conname from pg_constraint
        where connamespace = 'public'::regnamespace and not convalidated""",
    "every index is whole": """
        select i.indexrelid::regclass::text from pg_index i join pg_class c on c.oid = i.indexrelid
        where c.relnamespace = 'public'::regnamespace and not (i.indisvalid and i.indisready)""",
    "no trigger is switched off": """
        select t.tgname || ' on ' || t.tgrelid::regclass from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'public'::regnamespace and not t.tgisinternal and t.tgenabled not in ('O', 'A')""",
    "the application may not delete persons, relations, rights or events": """
        select role || ' on ' || name from unnest(array['house_app', 'house_office', 'house_self']) role,
            unnest(array['account_person', 'organisation_membership', 'rights_right', 'event', 'event_seal',
                'wallet', 'wallet_transaction', 'wallet_line', 'wallet_top_up', 'bank_file', 'bank_statement',
                'bank_entry', 'wallet_vat_return', 'wallet_delivery']) name
        where has_table_privilege(role, name, 'DELETE') or has_table_privilege(role, name, 'TRUNCATE')""",
}
ROWS = {
    "every document goes both ways, by the network and by mail": """
        select format('document %s of organisation %s', i.id, i.organisation_id) from wallet_invoice i
        where (select count(*) from wallet_delivery d
            where d.organisation_id = i.organisation_id and d.invoice_id = i.id) <> 2""",
    "no two standing periods of one right overlap": """
        select format('rights %s and %s of organisation %s', a.id, b.id, a.organisation_id)
        from rights_right a join rights_right b on a.organisation_id = b.organisation_id
            and a.membership_id = b.membership_id and a.kind_id = b.kind_id and a.context = b.context
            and a.id < b.id
            and daterange(a.first_day, a.last_day, '[]') && daterange(b.first_day, b.last_day, '[]')
        where a.revoked_at is null and b.revoked_at is null""",
    "no right is longer than the maximum it was given under": """
        select format('right %s of organisation %s', id, organisation_id) from rights_right
        where last_day < first_day
            or last_day > (first_day + make_interval(months => max_months::int) - interval '1 day')::date""",
    "every right is its relation's person's, and stands within it": """
        select format('right %s of organisation %s', r.id, r.organisation_id) from rights_right r
        left join organisation_membership m on m.organisation_id = r.organisation_id and m.id = r.membership_id
        where m.person_id is distinct from r.person_id or r.revoked_at is null and (r.first_day < m.first_day
            or r.last_day > coalesce(m.last_day, 'infinity') or m.state <> 'confirmed')""",
    "no two standing relations of one kind overlap for a person": """
        select format('relations %s and %s of organisation %s', a.id, b.id, a.organisation_id)
        from organisation_membership a join organisation_membership b on a.organisation_id = b.organisation_id
            and a.person_id = b.person_id and a.category = b.category and a.type = b.type and a.id < b.id
            and a.first_day <= coalesce(b.last_day, 'infinity')
            and b.first_day <= coalesce(a.last_day, 'infinity')
        where a.state = 'confirmed' and b.state = 'confirmed'""",
    "every relation sorts under its person's name": """
        select format('relation %s of organisation %s', m.id, m.organisation_id) from organisation_membership m
        join account_person p on p.id = m.person_id where m.sort_name <> p.sort_name""",
    "every earlier period was known before the next": """
        select format('period %s of organisation %s', p.id, p.organisation_id) from rights_period p
        left join rights_right r on r.organisation_id = p.organisation_id and r.id = p.right_id
        where r.id is null or p.known_until < p.known_from or p.known_until > r.known_from""",
    "an anonymised person has no number, name, birth date or open account left": """
        select format('person %s', p.id) from account_person p left join ab_user a on a.person_id = p.id
        where p.anonymised_at is not null and (p.number is not null or p.number_hash is not null
            or p.birth_date is not null or p.given_names <> '' or a.active)""",
    "the numbers of a series follow each other from one on": """
        select format('series %s of %s of organisation %s', s.series, s.year, s.organisation_id)
        from document_series s left join document_issued i on (i.organisation_id, i.series, i.year)
            = (s.organisation_id, s.series, s.year)
        group by s.organisation_id, s.series, s.year, s.last_number
        having count(i.id) <> s.last_number or coalesce(max(i.number), 0) <> s.last_number""",
    "every issued document is the one that was kept": """
        select format('document %s of organisation %s', i.reference, i.organisation_id) from document_issued i
        join document d on d.organisation_id = i.organisation_id and d.id = i.document_id
        where d.sha256 <> i.sha256""",
    "no letter was handed over more often than it was asked": """
        select format('letter %s of organisation %s', l.id, l.organisation_id) from mail_letter l
        join mail_try t on t.organisation_id = l.organisation_id and t.letter_id = l.id
            and t.outcome in ('handing_over', 'sent', 'delivered', 'unsure')
        group by l.organisation_id, l.id, l.round having count(*) > l.round or max(t.round) > l.round""",
    "a letter that is out has the try that brought it there": """
        select format('letter %s of organisation %s', l.id, l.organisation_id) from mail_letter l
        where l.state in ('handing_over', 'sent', 'delivered', 'unsure') and not exists (select from mail_try t
            where t.organisation_id = l.organisation_id and t.letter_id = l.id and t.round = l.round
            and t.outcome in ('handing_over', 'sent', 'delivered', 'unsure'))""",
    "an anonymised person's letters are empty": """
        select format('letter %s of organisation %s', l.id, l.organisation_id) from mail_letter l
        join account_person p on p.id = l.person_id and p.anonymised_at is not null
        where l.body <> '' or l.html <> '' or l.subject <> '' or l.name <> '' or l.address <> ''""",
    "a contact and an entry have one current hit at most": """
        select format('contact %s of organisation %s', h.contact_id, h.organisation_id) from aml_hit h
        where h.closed_at is null
        group by h.organisation_id, h.contact_id, h.list_id, h.key having count(*) > 1""",
    "a hit that is closed says why, and one that is cleared has a reason": """
        select format('hit %s of organisation %s', id, organisation_id) from aml_hit
        where (closed_at is null) <> (closed_why = '') or state = 'cleared' and reason = ''
            or (state = 'open') <> (decided_at is null)""",
    "every current hit is of the facts its contact has": """
        select format('hit %s of organisation %s', h.id, h.organisation_id) from aml_hit h
        join aml_contact c on c.organisation_id = h.organisation_id and c.id = h.contact_id
        where h.closed_at is null and h.contact_print <> c.print""",
    "every hit leads to an entry of its list and key that says what was judged": """
        select format('hit %s of organisation %s', h.id, h.organisation_id) from aml_hit h
        join aml_listed l on l.id = h.listed_id
        where (l.list_id, l.key, l.judged) is distinct from (h.list_id, h.key, h.judged)""",
    "once every load is screened, every current hit is of what its list says": """
        select format('hit %s of organisation %s', h.id, h.organisation_id) from aml_hit h
        where h.closed_at is null and not exists (select from aml_listed l where l.list_id = h.list_id
                and l.key = h.key and l.judged = h.judged and l.until is null)
            and not exists (select from aml_snapshot s where s.state = 'loaded' and s.screened_at is null)""",
    "what a list says of an entry at one moment is one thing": """
        select format('entry %s of list %s', key, list_id) from (select list_id, key, since,
                lag(until) over w as until_then, row_number() over w as place
            from aml_listed window w as (partition by list_id, key order by since)) l
        where place > 1 and (until_then is null or since < until_then)""",
}
MONEY = {
    "the lines of every transaction sum to zero": """
        select format('transaction %s of wallet %s', transaction_id, organisation_id) from wallet_line
        group by organisation_id, transaction_id having sum(amount) <> 0 or count(*) < 2""",
    "what is completed has lines, and nothing else has": """
        select format('transaction %s of wallet %s', t.id, t.organisation_id) from wallet_transaction t
        where (t.state = 'completed') <> exists (select from wallet_line l
            where l.organisation_id = t.organisation_id and l.transaction_id = t.id)""",
    "every wallet holds, and owes, the sum of its lines": """
        select format('wallet %s', w.organisation_id) from wallet w left join wallet_line l
            on l.organisation_id = w.organisation_id and l.account in ('wallet', 'receivable')
        group by w.organisation_id
        having w.balance <> coalesce(sum(l.amount) filter (where l.account = 'wallet'), 0)
            or w.owed <> -coalesce(sum(l.amount) filter (where l.account = 'receivable'), 0)""",
    "each balance follows from the one before, and each number": """
        select format('transaction %s of wallet %s', id, organisation_id) from (select id, organisation_id,
                balance, change, number, at, year, lag(balance) over before as balance_before,
                lag(number) over before as one, lag(year) over before as that_year, lag(at) over before as moment
            from wallet_transaction where state = 'completed'
            window before as (partition by organisation_id order by year, number)) t
        where balance <> coalesce(balance_before, 0) + change or at <= moment
            or number <> case when that_year = year then one else 0 end + 1""",
    "every wallet says what its last transaction left": """
        select format('wallet %s', w.organisation_id) from wallet w left join lateral (
            select t.balance, t.owed, t.number from wallet_transaction t
                where t.organisation_id = w.organisation_id and t.state = 'completed'
                order by t.at desc limit 1) t on true
        where (w.balance, w.owed, w.last_number) is distinct from
            (coalesce(t.balance, 0), coalesce(t.owed, 0), coalesce(t.number, 0))""",
    "each kind is booked on its own accounts, for what it says": """
        select format('transaction %s of wallet %s', id, organisation_id) from wallet_transaction
        where state = 'completed' and (rounding <> 0 and kind <> 'rounding'
            or (organisation_id = 0) <> (kind in ('parked', 'returned', 'paid_out', 'rounding'))
            or (transit <> 0) <> (provider is not null) or revenue <> 0 and tool_id is null
            or balance < 0 or owed < 0 or owed > 0 and balance > 0 or gross <= 0 or case
            when kind in ('top_up', 'given_back') then change >= 0 and receivable >= 0
                and change + receivable = gross and revenue = 0 and vat_due = 0
            when kind in ('reversal', 'credited') then change >= 0 and receivable >= 0
                and change + receivable = gross and revenue <= 0 and vat_due <= 0 and revenue + vat_due = -gross
            when kind = 'charge' then change = -gross and revenue = net and vat_due = vat and net + vat = gross
                and quantity > 0 and num_nulls(tool_id, product, named, unit_net, vat_percent) = 0
            when kind = 'chargeback' then change <= 0 and receivable <= 0
                and change + receivable = -gross and revenue = 0 and vat_due = 0
            when kind = 'parked' then abs(suspense) = gross and bank = -suspense
            when kind = 'returned' then suspense = -gross and transit = gross
            when kind = 'paid_out' then transit = -gross and bank + suspense = gross
            when kind = 'rounding' then abs(rounding) = gross and vat_due = -rounding end is not true)""",
    "the sums that are kept of whole days are those of the ledger": """
        with ledger as (select (t.at at time zone 'Europe/Brussels')::date as day, t.kind, l.account,
                coalesce(t.tool_id, 0) as tool_id, coalesce(l.provider, '') as provider,
                coalesce(sum(-l.amount) filter (where l.amount < 0), 0) as debit,
                coalesce(sum(l.amount) filter (where l.amount > 0), 0) as credit, count(*) as lines
            from wallet_transaction t join wallet_line l on l.organisation_id = t.organisation_id
                and l.transaction_id = t.id
            where t.state = 'completed' and t.at < (select (max(day) + 1)::timestamp at time zone 'Europe/Brussels'
                from wallet_day)
            group by 1, 2, 3, 4, 5)
        select format('%s of %s on %s', account, kind, day) from ledger
            full join wallet_day d using (day, kind, account, tool_id, provider)
        where (ledger.debit, ledger.credit, ledger.lines) is distinct from (d.debit, d.credit, d.lines)""",
    "what was declared of a month is what its documents say, and no month was left out before it": """
        select format('VAT of %s', r.month) from wallet_vat_return r cross join lateral (
            select coalesce(sum(v.net) filter (where i.kind = 'invoice' and v.percent = 21), 0) as grid_03,
                coalesce(sum(v.net) filter (where i.kind = 'invoice' and v.percent = 12), 0) as grid_02,
                coalesce(sum(v.net) filter (where i.kind = 'invoice' and v.percent = 6), 0) as grid_01,
                coalesce(sum(v.vat) filter (where i.kind = 'invoice'), 0) as grid_54,
                coalesce(sum(v.net) filter (where i.kind = 'credit_note'), 0) as grid_49,
                coalesce(sum(v.vat) filter (where i.kind = 'credit_note'), 0) as grid_64,
                count(distinct i.id) as documents
            from wallet_invoice i cross join lateral unnest(i.rates) v
            where i.vat_month = r.month and v.percent > 0) said
        where (r.grid_03, r.grid_02, r.grid_01, r.grid_54, r.grid_49, r.grid_64, r.documents) is distinct from
                (said.grid_03, said.grid_02, said.grid_01, said.grid_54, said.grid_49, said.grid_64,
                said.documents)
            or exists (select from wallet_invoice i where i.vat_month < r.month
                and exists (select from unnest(i.rates) v where v.percent > 0)
                and not exists (select from wallet_vat_return b where b.month = i.vat_month))""",
    "no more of a transaction is undone than there was, less what was given back": """
        select format('transaction %s of wallet %s', t.id, t.organisation_id) from wallet_transaction t
        join wallet_transaction u on u.organisation_id = t.organisation_id and u.reverses_id = t.id
        left join wallet_transaction g on g.organisation_id = u.organisation_id and g.reverses_id = u.id
        group by t.organisation_id, t.id, t.gross having sum(u.gross - coalesce(g.gross, 0)) > t.gross""",
    "each kind undoes its own, and what is given back once is so whole": """
        select format('transaction %s of wallet %s', u.id, u.organisation_id) from wallet_transaction u
        join wallet_transaction t on t.organisation_id = u.organisation_id and t.id = u.reverses_id
        where (t.kind, u.kind) not in (('charge', 'reversal'), ('top_up', 'chargeback'),
                ('chargeback', 'given_back'))
            or u.kind <> 'chargeback' and (u.gross <> t.gross or exists (select from wallet_transaction o
                where o.organisation_id = t.organisation_id and o.reverses_id = t.id and o.id <> u.id))""",
    "the numbers of invoices, statements of fees and credit notes follow each other from one on": """
        select format('series %s of %s', s.kind, s.year) from wallet_invoice_series s
        full join (select kind, year, count(*) as many, min(number) as first, max(number) as last
            from wallet_invoice group by kind, year) i on i.kind = s.kind and i.year = s.year
        where (i.many, i.first, i.last) is distinct from (s.last_number, 1::bigint, s.last_number)""",
    "every document has its file, and says what its lines and rates make": """
        select format('document %s of organisation %s', i.id, i.organisation_id) from wallet_invoice i
        where not exists (select from wallet_invoice_file f
                where f.organisation_id = i.organisation_id and f.invoice_id = i.id)
            or i.net <> (select sum(l.net) from unnest(i.lines) l)
            or (i.net, i.vat) <> (select sum(r.net), sum(r.vat) from unnest(i.rates) r)""",
    "what a wallet earned us is on its documents, less their credit notes, or not invoiced yet": """
        select format('wallet %s', organisation_id) from (
            select organisation_id, revenue, vat_due from wallet_transaction where organisation_id <> 0
            union all select organisation_id, case kind when 'credit_note' then net else -net end,
                case kind when 'credit_note' then vat + rounding else -vat - rounding end from wallet_invoice
            union all select t.organisation_id, -t.net, -t.vat from wallet_transaction t
                where t.kind = 'charge' and not exists (select from wallet_transaction u
                    where u.organisation_id = t.organisation_id and u.reverses_id = t.id)
                and not exists (select from wallet_invoice i where i.organisation_id = t.organisation_id
                    and i.month = date_trunc('month', t.at at time zone 'Europe/Brussels')::date
                    and i.kind = case t.vat_percent when 0 then 'fees' else 'invoice' end)) sums
        group by organisation_id having sum(revenue) <> 0 or sum(vat_due) <> 0""",
    "the cents that documents round are all that is booked as rounding": """
        select 'rounding' from (select coalesce((select sum(rounding) from wallet_transaction), 0)
            <> coalesce((select sum(case kind when 'credit_note' then -rounding else rounding end)
                from wallet_invoice), 0)) s (off) where off""",
    "the entries of every bank statement lead from its opening to its closing balance": """
        select format('statement %s', s.id) from bank_statement s left join bank_entry e on e.statement_id = s.id
        group by s.id having s.opening + coalesce(sum(e.amount), 0) <> s.closing or count(e.id) <> s.count""",
    "each bank statement opens as the one before it of its account closed": """
        select format('statement %s', id) from (select id, opening,
                lag(closing) over (partition by account order by id) as closed from bank_statement) s
        where opening <> closed""",
    "every euro a bank statement tells is booked once": """
        select format('entry %s of statement %s', e.id, e.statement_id) from bank_entry e left join wallet_line l
            on l.organisation_id = e.organisation_id and l.transaction_id = e.transaction_id and l.account = 'bank'
        where e.state <> 'foreign' group by e.id, e.statement_id, e.amount
        having e.amount <> -coalesce(sum(l.amount), 0)""",
    "nothing is booked on the bank that no statement tells": """
        select format('transaction %s of wallet %s', l.transaction_id, l.organisation_id) from wallet_line l
        left join bank_entry e on e.organisation_id = l.organisation_id and e.transaction_id = l.transaction_id
        where l.account = 'bank' and e.id is null""",
    "what waits for a decision is all that is held in suspense": """
        select 'suspense' from (select
            coalesce((select sum(amount) from wallet_line where account = 'suspense'), 0)
            <> coalesce((select sum(amount) from bank_entry where state = 'parked'), 0)) s (off) where off""",
    "what was decided is decided by one transaction of its amount": """
        select format('entry %s of statement %s', e.id, e.statement_id) from bank_entry e left join wallet_line l
            on l.organisation_id = e.settled_organisation_id and l.transaction_id = e.settled_transaction_id
            and l.account = 'suspense'
        where e.state in ('assigned', 'returning', 'returned') or e.settled_transaction_id is not null
            and e.organisation_id = 0 and e.state in ('paid_out', 'taken_back')
        group by e.id, e.statement_id, e.amount having coalesce(sum(l.amount), 0) <> -e.amount""",
}
TRAIL = {
    "every event waits for its seal, or has it": """
        select format('event %s of organisation %s', e.id, e.organisation_id) from event e
        left join event_waiting w on w.organisation_id = e.organisation_id and w.event_id = e.id
        left join (select organisation_id, unnest(event_ids) as id from event_seal) s
            on s.organisation_id = e.organisation_id and s.id = e.id
        where (w.event_id is null) = (s.id is null)""",
    "every event has its personal values, or was recorded without": """
        select format('event %s of organisation %s', e.id, e.organisation_id) from event e
        where e.payload_hash is not null and not exists (select from event_payload p
            where p.organisation_id = e.organisation_id and p.event_id = e.id)""",
    "all personal values are of an event, and of its person": """
        select format('event %s of organisation %s', p.event_id, p.organisation_id) from event_payload p
        where not exists (select from event e where e.organisation_id = p.organisation_id and e.id = p.event_id
            and e.payload_hash is not null and e.person_id is not distinct from p.person_id)""",
}
EVERYTHING = {**WALLS, **ROWS, **MONEY, **TRAIL}


def broken(connection: Connection, invariants: Mapping[str, str] = EVERYTHING) -> list[str]:
    """Each fault as `invariant: what breaks it`, at most five a kind; empty when everything holds."""
    found = []
    for invariant, query in invariants.items():
        rows = connection.execute(text(f"select * from ({query}) as fault(name) limit 5")).scalars()  # noqa: S608
        found += [f"{invariant}: {name}" for name in rows]
    return found
