-- The roles, the database and its extensions: what a superuser does once, before the first migration.
-- Run with psql, as often as you like:  psql -X -v ON_ERROR_STOP=1 [-v database=sleutelbos] -f roles.sql
-- Passwords are told afterwards, and stand in no file:  \password house_owner   (then house_app, house_reader)
\if :{?database}
\else
  \set database sleutelbos
\endif

do $$
declare
    wanted record;
begin
    for wanted in select * from (values
        ('house_owner',  'login'),            -- owns the schema, migrates, backs up
        ('house_app',    'login noinherit'),  -- the application: one organisation's rows at a time
        ('house_office', 'nologin'),          -- put on per transaction: central team, helpdesk, jobs across organisations
        ('house_self',   'nologin'),          -- put on per transaction: one person's own rows
        ('house_reader', 'login')             -- reporting: reads only
    ) as role (name, kind) loop
        if not exists (select from pg_roles where rolname = wanted.name) then
            execute format('create role %I %s nosuperuser nocreaterole nocreatedb', wanted.name, wanted.kind);
        end if;
    end loop;
end $$;
grant house_office, house_self to house_app;

select format('create database %I owner house_owner encoding ''UTF8'' template template0', :'database')
where not exists (select from pg_database where datname = :'database') \gexec
revoke all on database :"database" from public;
grant connect on database :"database" to house_app, house_reader;
grant temporary on database :"database" to house_app, house_office;  -- what is read in is staged where nobody else sees it

\connect :"database"
revoke create on schema public from public;
grant usage, create on schema public to house_owner;
create extension if not exists pg_trgm;
create extension if not exists btree_gist;
create extension if not exists unaccent;
