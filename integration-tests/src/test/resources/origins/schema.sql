drop table if exists cors_allowed_origin;
create table cors_allowed_origin (
	policy varchar(100) not null,
	origin varchar(400),
	host varchar(300)
);
