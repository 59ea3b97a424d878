create table if not exists cors_allowed_origin (
    policy varchar(100) not null,
    origin varchar(330) not null,
    host   varchar(255)
);
create or replace function notify_cors_origins() returns trigger language plpgsql
    as 'begin notify cors_origins; return null; end';
create or replace trigger cors_origins after insert or update or delete or truncate on cors_allowed_origin
    for each statement execute function notify_cors_origins();
