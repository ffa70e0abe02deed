# SPDX-License-Identifier: GPL-2.0-or-later
#
# Tests: the driver's pure code and the stub on the host, lints, and openocd against the simulated board. The simulator's own
# tests are in sim/local.mk.

driver = src/flash/nor/stm32xspi

# Register accesses of core/ go to a fake controller; data/ and the stub's sources are read when the tests run.
unit_cppflags = $(AM_CPPFLAGS) $(CMOCKA_CFLAGS) -I$(top_srcdir)/%D%/unit -DXSPI_PLATFORM_HEADER='"io_script.h"' \
	-DTEST_DATA_DIR='"$(abs_top_srcdir)/data"'
AM_TESTS_ENVIRONMENT += \
	STM32XSPI_DATA='$(abs_top_srcdir)/data'; export STM32XSPI_DATA; \
	STUB_SOURCE='$(abs_top_srcdir)/contrib/loaders/flash/stm32xspi'; export STUB_SOURCE;

core_xspi = $(driver)/core/octospi.c $(driver)/core/quadspi.c $(driver)/core/xspi.c
core_nor = $(core_xspi) $(driver)/core/nor.c $(driver)/core/adopt.c $(driver)/core/fast.c $(driver)/core/protect.c \
	$(driver)/core/recover.c $(driver)/core/sfdp.c $(driver)/core/chips/winbond.c \
	$(driver)/core/chips/chips.c $(driver)/core/chips/issi.c $(driver)/core/chips/macronix.c
stub_bench = %D%/unit/stub_bench.c %D%/unit/stub_bench.h

unit_tests = \
	%D%/unit/test_chips \
	%D%/unit/test_core_run \
	%D%/unit/test_describe \
	%D%/unit/test_diagnose \
	%D%/unit/test_endian \
	%D%/unit/test_hash \
	%D%/unit/test_nor \
	%D%/unit/test_octospi \
	%D%/unit/test_plan \
	%D%/unit/test_protect \
	%D%/unit/test_quadspi \
	%D%/unit/test_raise \
	%D%/unit/test_recover \
	%D%/unit/test_setup \
	%D%/unit/test_setup_rows \
	%D%/unit/test_sfdp \
	%D%/unit/test_stub \
	%D%/unit/test_stub_quadspi \
	%D%/unit/test_stub_clocks \
	%D%/unit/test_stub_clocks_quadspi \
	%D%/unit/test_stub_host \
	%D%/unit/test_sound

# fake_cortex_m, too, has as much of OpenOCD's headers as is needed.
%C%_unit_test_core_run_SOURCES = %D%/unit/test_core_run.c $(driver)/core_run.c
%C%_unit_test_core_run_CPPFLAGS = $(unit_cppflags) -I$(top_srcdir)/%D%/unit/fake_cortex_m \
	-I$(top_srcdir)/%D%/unit/fake_openocd
%C%_unit_test_core_run_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_diagnose_SOURCES = %D%/unit/test_diagnose.c $(driver)/diagnose.c
%C%_unit_test_diagnose_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_diagnose_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_describe_SOURCES = %D%/unit/test_describe.c $(driver)/describe.c
%C%_unit_test_describe_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_describe_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_endian_SOURCES = %D%/unit/test_endian.c $(driver)/stub_area.c $(driver)/stub_core.c $(driver)/stub_host.c \
	$(driver)/stub_report.c
%C%_unit_test_endian_CPPFLAGS = $(unit_cppflags) -I$(top_srcdir)/%D%/unit/fake_openocd
%C%_unit_test_endian_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_hash_SOURCES = %D%/unit/test_hash.c
%C%_unit_test_hash_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_hash_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_nor_SOURCES = %D%/unit/test_nor.c %D%/unit/fake_chip.c %D%/unit/fake_octospi.c $(core_nor)
%C%_unit_test_nor_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_nor_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_octospi_SOURCES = %D%/unit/test_octospi.c %D%/unit/fake_octospi.c $(core_xspi)
%C%_unit_test_octospi_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_octospi_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_quadspi_SOURCES = %D%/unit/test_quadspi.c %D%/unit/fake_octospi.c %D%/unit/fake_quadspi.c \
	%D%/unit/fake_chip.c $(core_nor)
%C%_unit_test_quadspi_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_quadspi_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_plan_SOURCES = %D%/unit/test_plan.c $(driver)/plan.c
%C%_unit_test_plan_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_plan_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_chips_SOURCES = %D%/unit/test_chips.c %D%/unit/fake_chip.c %D%/unit/fake_octospi.c $(core_nor)
%C%_unit_test_chips_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_chips_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_protect_SOURCES = %D%/unit/test_protect.c %D%/unit/fake_chip.c %D%/unit/fake_octospi.c $(core_nor)
%C%_unit_test_protect_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_protect_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_raise_SOURCES = %D%/unit/test_raise.c $(driver)/raise.c $(driver)/clocks.c $(driver)/gen/tables.c
%C%_unit_test_raise_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_raise_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_recover_SOURCES = %D%/unit/test_recover.c %D%/unit/fake_chip.c %D%/unit/fake_octospi.c $(core_nor)
%C%_unit_test_recover_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_recover_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_setup_SOURCES = %D%/unit/test_setup.c $(driver)/setup.c $(driver)/pins.c \
	$(driver)/clocks.c $(driver)/gen/tables.c
%C%_unit_test_setup_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_setup_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_setup_rows_SOURCES = %D%/unit/test_setup_rows.c $(driver)/setup.c $(driver)/pins.c \
	$(driver)/gen/tables.c
%C%_unit_test_setup_rows_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_setup_rows_LDADD = $(CMOCKA_LIBS)

%C%_unit_test_sfdp_SOURCES = %D%/unit/test_sfdp.c $(driver)/core/sfdp.c
%C%_unit_test_sfdp_CPPFLAGS = $(unit_cppflags)
%C%_unit_test_sfdp_LDADD = $(CMOCKA_LIBS)

# The stub's image, executed by Unicorn.
%C%_unit_test_stub_SOURCES = %D%/unit/test_stub.c $(stub_bench)
%C%_unit_test_stub_CPPFLAGS = $(unit_cppflags) $(UNICORN_CFLAGS)
%C%_unit_test_stub_LDADD = $(CMOCKA_LIBS) $(UNICORN_LIBS)

%C%_unit_test_stub_quadspi_SOURCES = %D%/unit/test_stub.c $(stub_bench)
%C%_unit_test_stub_quadspi_CPPFLAGS = $(unit_cppflags) $(UNICORN_CFLAGS) -DBENCH_QUADSPI
%C%_unit_test_stub_quadspi_LDADD = $(CMOCKA_LIBS) $(UNICORN_LIBS)

%C%_unit_test_stub_clocks_SOURCES = %D%/unit/test_stub_clocks.c $(stub_bench)
%C%_unit_test_stub_clocks_CPPFLAGS = $(unit_cppflags) $(UNICORN_CFLAGS)
%C%_unit_test_stub_clocks_LDADD = $(CMOCKA_LIBS) $(UNICORN_LIBS)

%C%_unit_test_stub_clocks_quadspi_SOURCES = %D%/unit/test_stub_clocks.c $(stub_bench)
%C%_unit_test_stub_clocks_quadspi_CPPFLAGS = $(unit_cppflags) $(UNICORN_CFLAGS) -DBENCH_QUADSPI
%C%_unit_test_stub_clocks_quadspi_LDADD = $(CMOCKA_LIBS) $(UNICORN_LIBS)

# The same with the driver's side of it; fake_openocd has as much of OpenOCD's headers as that needs.
%C%_unit_test_stub_host_SOURCES = %D%/unit/test_stub_host.c %D%/unit/stub_target.h $(stub_bench) \
	$(driver)/stub_area.c $(driver)/stub_core.c $(driver)/stub_host.c $(driver)/stub_report.c
%C%_unit_test_stub_host_CPPFLAGS = $(unit_cppflags) $(UNICORN_CFLAGS) -I$(top_srcdir)/%D%/unit/fake_openocd
%C%_unit_test_stub_host_LDADD = $(CMOCKA_LIBS) $(UNICORN_LIBS)

%C%_unit_test_sound_SOURCES = %D%/unit/test_sound.c %D%/unit/stub_target.h $(stub_bench) \
	$(driver)/stub_area.c $(driver)/stub_core.c $(driver)/stub_host.c $(driver)/stub_report.c
%C%_unit_test_sound_CPPFLAGS = $(unit_cppflags) $(UNICORN_CFLAGS) -I$(top_srcdir)/%D%/unit/fake_openocd
%C%_unit_test_sound_LDADD = $(CMOCKA_LIBS) $(UNICORN_LIBS)

lint_tests = \
	%D%/fuzz/fuzz_sfdp.sh \
	%D%/fuzz/fuzz_sim.sh \
	%D%/lint/freestanding.sh \
	%D%/lint/interrupt.sh \
	%D%/lint/tree.sh \
	%D%/lint/stub.sh \
	%D%/lint/rules.py \
	%D%/lint/manual.sh \
	%D%/lint/messages.py \
	%D%/lint/tables.sh \
	%D%/lint/die_tables.sh \
	%D%/lint/board_pins.sh \
	%D%/lint/sfdp.py \
	%D%/lint/style.py \
	%D%/lint/checkpatch.sh \
	%D%/lint/compilers.sh \
	%D%/lint/cppcheck.sh \
	%D%/lint/tidy.sh \
	%D%/lint/dist.sh \
	%D%/lint/install.sh \
	%D%/lint/overlay.sh

# the longest first, so that none is left to run alone at the end
system_tests = \
	%D%/system/test_states.py \
	%D%/system/test_upstream_boards.py \
	%D%/system/test_origin.py \
	%D%/system/test_rough.py \
	%D%/system/test_gdb.py \
	%D%/system/test_bench.py \
	%D%/system/test_bench_time.py \
	%D%/system/test_boards.py \
	%D%/system/test_chips.py \
	%D%/system/test_commands.py \
	%D%/system/test_core_clock.py \
	%D%/system/test_dma.py \
	%D%/system/test_dropin.py \
	%D%/system/test_dual_core.py \
	%D%/system/test_erase.py \
	%D%/system/test_families.py \
	%D%/system/test_identify.py \
	%D%/system/test_ide.py \
	%D%/system/test_learn.py \
	%D%/system/test_links.py \
	%D%/system/test_loaders.py \
	%D%/system/test_main_job.py \
	%D%/system/test_opcodes.py \
	%D%/system/test_options.py \
	%D%/system/test_program_guard.py \
	%D%/system/test_progress.py \
	%D%/system/test_protect.py \
	%D%/system/test_simulator.py \
	%D%/system/test_stmqspi.py \
	%D%/system/test_stub_faults.py \
	%D%/system/test_transports.py \
	%D%/system/test_trouble.py \
	%D%/system/test_upstream_dropin.py \
	%D%/system/test_upstream_rates.py \
	%D%/system/test_versus.py \
	%D%/system/test_wrong_boards.py

check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests) $(lint_tests) $(system_tests)

# Speed against stmqspi and the bound, in virtual time; see doc/bench.md.
.PHONY: bench
bench: stage
	@$(AM_TESTS_ENVIRONMENT) $(PYTHON3) $(top_srcdir)/%D%/bench/bench.py $(BENCHFLAGS)
