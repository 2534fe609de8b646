-- Run once by the PostgreSQL image when its data folder is empty (docker-compose.yml).
-- The same two roles, database and extensions that the embedded server gets: the owner migrates, the application only uses.
\getenv owner_password OWNER_PASSWORD
\getenv application_password APPLICATION_PASSWORD
CREATE ROLE fines_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE fines_app LOGIN PASSWORD :'application_password';
CREATE DATABASE fines OWNER fines_owner;
\connect fines
CREATE EXTENSION pg_trgm;
CREATE EXTENSION unaccent;
CREATE EXTENSION btree_gin;
CREATE EXTENSION btree_gist;
