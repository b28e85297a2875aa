# bestfit: which probability distribution does a column follow?
#
#	make && make install		needs PostgreSQL's server headers (PG_CONFIG= chooses one) and GSL
#	make installcheck			the SQL tests, against a running server
#	make unit					the unit tests of src/core, under sanitizers, without PostgreSQL
#	make bench					speed, as ratios against things others wrote (test/bench)
#	make accuracy				build/accuracy, which says how good the fits are
#	make docs					docs/accuracy.md, the measured errors of every family
#	make pvalues				build/pvalues, which says how often the tests reject what is true

EXTENSION = bestfit
MODULE_big = bestfit
DATA = bestfit--1.0.sql
PGFILEDESC = "bestfit - finds which probability distribution a column follows"

OBJS = $(patsubst %.c,%.o,$(sort $(wildcard src/core/*.c src/core/*/*.c src/core/*/*/*.c src/pg/*.c)))

# No contraction of a * b + c: the server's own compiler and its JIT compiler must agree on every bit.
PG_CPPFLAGS = -I$(srcdir)/src/core -I$(srcdir)/src/pg -ffp-contract=off
PG_CFLAGS = -std=gnu11
SHLIB_LINK = -lgsl -lgslcblas -lm

REGRESS = $(patsubst sql/%.sql,%,$(sort $(wildcard sql/*.sql)))
REGRESS_OPTS = --load-extension=bestfit

EXTRA_CLEAN = build tmp_check

PG_CONFIG ?= pg_config
PGXS := $(shell $(PG_CONFIG) --pgxs)
include $(PGXS)

# Whatever header changes, nothing stale is linked.
$(OBJS): $(wildcard src/core/*.h src/core/*/*.h src/core/*/*/*.h src/pg/*.h)

.PHONY: unit bench accuracy pvalues docs

unit:
	$(MAKE) -f test/unit/Makefile check

accuracy pvalues:
	$(MAKE) -f test/unit/Makefile build/$@

docs:
	$(MAKE) -f test/unit/Makefile build/unit/test_tails
	build/unit/test_tails --table > docs/accuracy.new
	mv docs/accuracy.new docs/accuracy.md

bench:
	test/bench/run
