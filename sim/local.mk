# SPDX-License-Identifier: GPL-2.0-or-later
#
# The simulated board: the program, its board files and manual page, and the tests of its parts. It takes nothing from the
# driver, so it is built and tested without it.

bin_PROGRAMS += %D%/stm32xspi-sim
noinst_LIBRARIES += %D%/libsim.a

sim_cppflags = $(AM_CPPFLAGS) -D_DEFAULT_SOURCE $(UNICORN_CFLAGS)
sim_cflags = $(AM_CFLAGS) -std=gnu17

# Everything but main(), for the program and the tests. A test that brings its own stand-in for a part just defines it.
%C%_libsim_a_CPPFLAGS = $(sim_cppflags) -DBOARDS_DIR='"$(boardsdir)"'
%C%_libsim_a_CFLAGS = $(sim_cflags)
%C%_libsim_a_SOURCES = \
	%D%/src/board.c \
	%D%/src/board.h \
	%D%/src/boardfile.h \
	%D%/src/bus.c \
	%D%/src/bus.h \
	%D%/src/busmem.h \
	%D%/src/clockport.c \
	%D%/src/clockport.h \
	%D%/src/control.c \
	%D%/src/control.h \
	%D%/src/machine.c \
	%D%/src/machine.h \
	%D%/src/net.c \
	%D%/src/net.h \
	%D%/src/nor.h \
	%D%/src/sim.c \
	%D%/src/sim.h \
	%D%/src/simclock.h \
	%D%/src/simlog.h \
	%D%/src/soc.h \
	%D%/src/uart.c \
	%D%/src/uart.h \
	%D%/src/core/core.h \
	%D%/src/core/cortexm.c \
	%D%/src/core/costs.c \
	%D%/src/core/costs.h \
	%D%/src/core/cpu.c \
	%D%/src/core/cpu.h \
	%D%/src/core/cpu_map.c \
	%D%/src/core/cpu_map.h \
	%D%/src/core/cpu_regs.c \
	%D%/src/core/cpu_regs.h \
	%D%/src/core/debug.c \
	%D%/src/core/exception.c \
	%D%/src/core/memory.h \
	%D%/src/core/model.c \
	%D%/src/core/model.h \
	%D%/src/core/mpu.c \
	%D%/src/core/second.c \
	%D%/src/core/second.h \
	%D%/src/core/scs.c \
	%D%/src/link/adi.c \
	%D%/src/link/adi.h \
	%D%/src/link/probes.c \
	%D%/src/link/probes.h \
	%D%/src/link/stlink.c \
	%D%/src/link/stlink.h \
	%D%/src/shim/clockproto.h \
	%D%/src/soc/build.c \
	%D%/src/soc/build.h \
	%D%/src/soc/clocks.c \
	%D%/src/soc/clocks.h \
	%D%/src/soc/crc.c \
	%D%/src/soc/dbgmcu.c \
	%D%/src/soc/dies.h \
	%D%/src/soc/dietables.c \
	%D%/src/soc/flash_f4.c \
	%D%/src/soc/flash_h7.c \
	%D%/src/soc/dma.c \
	%D%/src/soc/flash_l4.c \
	%D%/src/soc/gpdma.c \
	%D%/src/soc/gpdma.h \
	%D%/src/soc/gpio.c \
	%D%/src/soc/icache.c \
	%D%/src/soc/mover.c \
	%D%/src/soc/mover.h \
	%D%/src/soc/parts.h \
	%D%/src/soc/parts_f4.h \
	%D%/src/soc/parts_h7.h \
	%D%/src/soc/parts_u5.h \
	%D%/src/soc/pwr_f4.c \
	%D%/src/soc/pwr_h7.c \
	%D%/src/soc/pwr_l4.c \
	%D%/src/soc/pwr_u5.c \
	%D%/src/soc/rcc.c \
	%D%/src/soc/rcc_f4.c \
	%D%/src/soc/rcc_h7.c \
	%D%/src/soc/rcc_l4.c \
	%D%/src/soc/rcc_u5.c \
	%D%/src/soc/regs.c \
	%D%/src/soc/regs.h \
	%D%/src/soc/soc.c \
	%D%/src/soc/stm32f4.c \
	%D%/src/soc/stm32f4.h \
	%D%/src/soc/stm32f412.c \
	%D%/src/soc/stm32f413.c \
	%D%/src/soc/stm32f469.c \
	%D%/src/soc/stm32f4_held.c \
	%D%/src/soc/stm32f723.c \
	%D%/src/soc/stm32f746.c \
	%D%/src/soc/stm32f769.c \
	%D%/src/soc/stm32g4.c \
	%D%/src/soc/stm32g4.h \
	%D%/src/soc/stm32g4_held.c \
	%D%/src/soc/stm32h5.c \
	%D%/src/soc/stm32h5.h \
	%D%/src/soc/stm32h5_held.c \
	%D%/src/soc/stm32h7.c \
	%D%/src/soc/stm32h7.h \
	%D%/src/soc/stm32h735.c \
	%D%/src/soc/stm32h743.c \
	%D%/src/soc/stm32h7b3.c \
	%D%/src/soc/stm32l4.c \
	%D%/src/soc/stm32l4.h \
	%D%/src/soc/stm32l4_held.c \
	%D%/src/soc/stm32l4_pins.c \
	%D%/src/soc/stm32l5.c \
	%D%/src/soc/stm32l5.h \
	%D%/src/soc/stm32l5_held.c \
	%D%/src/soc/stm32l5_pins.c \
	%D%/src/soc/stm32u5.c \
	%D%/src/soc/stm32u5.h \
	%D%/src/soc/stm32u5_held.c \
	%D%/src/soc/stm32u5_pins.c \
	%D%/src/soc/syscfg_f4.c \
	%D%/src/soc/syscfg_h7.c \
	%D%/src/soc/timer.c \
	%D%/src/soc/usart.c \
	%D%/src/soc/usart_f4.c \
	%D%/src/soc/watchdog.c \
	%D%/src/xspi/controller.c \
	%D%/src/xspi/controller.h \
	%D%/src/xspi/engine.c \
	%D%/src/xspi/engine.h \
	%D%/src/xspi/faults.c \
	%D%/src/xspi/manager.c \
	%D%/src/xspi/manager.h \
	%D%/src/xspi/octospi.c \
	%D%/src/xspi/quadspi.c \
	%D%/src/xspi/wires.c \
	%D%/src/xspi/wires.h \
	%D%/src/nor/chip.h \
	%D%/src/nor/commands.c \
	%D%/src/nor/frame.c \
	%D%/src/nor/is25lp.c \
	%D%/src/nor/issi.c \
	%D%/src/nor/issi.h \
	%D%/src/nor/issi_speeds.c \
	%D%/src/nor/job.c \
	%D%/src/nor/macronix.c \
	%D%/src/nor/micron.c \
	%D%/src/nor/model.h \
	%D%/src/nor/nor.c \
	%D%/src/nor/sfdp.c \
	%D%/src/nor/sfdp.h \
	%D%/src/nor/sfdp_others.c \
	%D%/src/nor/state.c \
	%D%/src/nor/tables.h \
	%D%/src/nor/trace.c \
	%D%/src/nor/w25q.c

%C%_stm32xspi_sim_CPPFLAGS = $(sim_cppflags)
%C%_stm32xspi_sim_CFLAGS = $(sim_cflags)
%C%_stm32xspi_sim_SOURCES = %D%/src/main.c
%C%_stm32xspi_sim_LDADD = %D%/libsim.a $(UNICORN_LIBS)

# Preloaded by stm32xspi-bench-run: gives a program the simulator's clock.
simtimedir = $(libdir)/stm32xspi
simtime_PROGRAMS = %D%/simtime.so
%C%_simtime_so_SOURCES = %D%/src/shim/simtime.c %D%/src/shim/clockproto.h
%C%_simtime_so_CPPFLAGS = $(AM_CPPFLAGS)
%C%_simtime_so_CFLAGS = $(sim_cflags) -fPIC
%C%_simtime_so_LDFLAGS = $(AM_LDFLAGS) -shared
%C%_simtime_so_LDADD = -ldl

bin_SCRIPTS += stm32xspi-bench-run
CLEANFILES += stm32xspi-bench-run
stm32xspi-bench-run: %D%/src/shim/bench-run.in
	$(AM_V_GEN)sed -e 's|@simtimedir[@]|$(simtimedir)|' $< > $@ && chmod 755 $@
EXTRA_DIST += %D%/src/shim/bench-run.in %D%/tests/controller-rules.txt

dist_boards_DATA += \
	%D%/boards/b-l475e-iot01a.board \
	%D%/boards/stm32f412g-disco.board \
	%D%/boards/stm32f413h-disco.board \
	%D%/boards/stm32f469i-disco.board \
	%D%/boards/stm32f723e-disco.board \
	%D%/boards/stm32f746g-disco.board \
	%D%/boards/stm32f769i-disco.board \
	%D%/boards/stm32g474-w25q128jv.board \
	%D%/boards/stm32h563-is25lp128f.board \
	%D%/boards/stm32h735-is25lp128f.board \
	%D%/boards/stm32h745i-disco.board \
	%D%/boards/stm32h750b-disco.board \
	%D%/boards/stm32h7b3-is25lp128f.board \
	%D%/boards/stm32l476g-disco.board \
	%D%/boards/stm32l496g-disco.board \
	%D%/boards/stm32l562-is25lp016d.board \
	%D%/boards/stm32l562-is25lp064.board \
	%D%/boards/stm32l562-is25lp080d.board \
	%D%/boards/stm32l562-is25lp128f.board \
	%D%/boards/stm32l562-is25lp256d.board \
	%D%/boards/stm32l562-is25lp512mj.board \
	%D%/boards/stm32l562-is25lp512mk.board \
	%D%/boards/stm32l562-is25wp256.board \
	%D%/boards/stm32l562-w25q128jv.board \
	%D%/boards/stm32u585-is25lp128f.board \
	%D%/boards/stm32u5g7-is25lp512mj.board \
	%D%/boards/stm32u5g9j-dk2.board

dist_man_MANS += %D%/doc/stm32xspi-sim.1 %D%/doc/stm32xspi-bench-run.1

sim_tests = \
	%D%/tests/test_board \
	%D%/tests/test_bus \
	%D%/tests/test_chip_rules \
	%D%/tests/test_clock_trees \
	%D%/tests/test_clocks \
	%D%/tests/test_core \
	%D%/tests/test_core_m4 \
	%D%/tests/test_core_m7 \
	%D%/tests/test_costs_m4 \
	%D%/tests/test_costs_m7 \
	%D%/tests/test_costs_m33 \
	%D%/tests/test_dies \
	%D%/tests/test_errata \
	%D%/tests/test_dma \
	%D%/tests/test_gates \
	%D%/tests/test_gpdma \
	%D%/tests/test_link \
	%D%/tests/test_makers \
	%D%/tests/test_models \
	%D%/tests/test_modes \
	%D%/tests/test_mpu_v7 \
	%D%/tests/test_mpu_v8 \
	%D%/tests/test_nor \
	%D%/tests/test_manager \
	%D%/tests/test_octospi \
	%D%/tests/test_octospi_map \
	%D%/tests/test_quadspi \
	%D%/tests/test_quadspi_banks \
	%D%/tests/test_quadspi_map \
	%D%/tests/test_soc \
	%D%/tests/test_soc_flash \
	%D%/tests/test_states \
	%D%/tests/test_trace \
	%D%/tests/test_wires

sim_test_cppflags = $(sim_cppflags) $(CMOCKA_CFLAGS)
sim_test_libs = %D%/libsim.a $(CMOCKA_LIBS) $(UNICORN_LIBS)

%C%_tests_test_board_SOURCES = %D%/tests/test_board.c
%C%_tests_test_board_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_board_CFLAGS = $(sim_cflags)
%C%_tests_test_board_LDADD = $(sim_test_libs)

%C%_tests_test_bus_SOURCES = %D%/tests/test_bus.c
%C%_tests_test_bus_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_bus_CFLAGS = $(sim_cflags)
%C%_tests_test_bus_LDADD = $(sim_test_libs)

%C%_tests_test_clocks_SOURCES = %D%/tests/test_clocks.c %D%/tests/test_soc.h
%C%_tests_test_clocks_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_clocks_CFLAGS = $(sim_cflags)
%C%_tests_test_clocks_LDADD = $(sim_test_libs)

%C%_tests_test_chip_rules_SOURCES = %D%/tests/test_chip_rules.c %D%/tests/pins.h
%C%_tests_test_chip_rules_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_chip_rules_CFLAGS = $(sim_cflags)
%C%_tests_test_chip_rules_LDADD = $(sim_test_libs)

%C%_tests_test_clock_trees_SOURCES = %D%/tests/test_clock_trees.c %D%/tests/test_child.h %D%/tests/test_machine.h
%C%_tests_test_clock_trees_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_clock_trees_CFLAGS = $(sim_cflags)
%C%_tests_test_clock_trees_LDADD = $(sim_test_libs)

%C%_tests_test_core_SOURCES = %D%/tests/test_core.c %D%/tests/test_machine.h
%C%_tests_test_core_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_core_CFLAGS = $(sim_cflags)
%C%_tests_test_core_LDADD = $(sim_test_libs)

# The same tests, each with its die.
%C%_tests_test_core_m4_SOURCES = %D%/tests/test_core_v7.c %D%/tests/test_machine.h
%C%_tests_test_core_m4_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32f412"'
%C%_tests_test_core_m4_CFLAGS = $(sim_cflags)
%C%_tests_test_core_m4_LDADD = $(sim_test_libs)

%C%_tests_test_core_m7_SOURCES = %D%/tests/test_core_v7.c %D%/tests/test_machine.h
%C%_tests_test_core_m7_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32f746"' -DTEST_M7
%C%_tests_test_core_m7_CFLAGS = $(sim_cflags)
%C%_tests_test_core_m7_LDADD = $(sim_test_libs)

%C%_tests_test_costs_m33_SOURCES = %D%/tests/test_costs.c %D%/tests/test_machine.h
%C%_tests_test_costs_m33_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32l562"'
%C%_tests_test_costs_m33_CFLAGS = $(sim_cflags)
%C%_tests_test_costs_m33_LDADD = $(sim_test_libs)

%C%_tests_test_costs_m4_SOURCES = %D%/tests/test_costs.c %D%/tests/test_machine.h
%C%_tests_test_costs_m4_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32f412"' -DTEST_M4
%C%_tests_test_costs_m4_CFLAGS = $(sim_cflags)
%C%_tests_test_costs_m4_LDADD = $(sim_test_libs)

%C%_tests_test_costs_m7_SOURCES = %D%/tests/test_costs.c %D%/tests/test_machine.h
%C%_tests_test_costs_m7_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32f746"' -DTEST_M7
%C%_tests_test_costs_m7_CFLAGS = $(sim_cflags)
%C%_tests_test_costs_m7_LDADD = $(sim_test_libs)

%C%_tests_test_dies_SOURCES = %D%/tests/test_child.h %D%/tests/test_dies.c %D%/tests/test_soc.h
%C%_tests_test_dies_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_dies_CFLAGS = $(sim_cflags)
%C%_tests_test_dies_LDADD = $(sim_test_libs)
%C%_tests_test_dma_SOURCES = %D%/tests/test_dma.c %D%/tests/test_machine.h
%C%_tests_test_dma_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_dma_CFLAGS = $(sim_cflags)
%C%_tests_test_dma_LDADD = $(sim_test_libs)

%C%_tests_test_gates_SOURCES = %D%/tests/test_gates.c %D%/tests/test_child.h %D%/tests/test_machine.h
%C%_tests_test_gates_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_gates_CFLAGS = $(sim_cflags)
%C%_tests_test_gates_LDADD = $(sim_test_libs)

%C%_tests_test_gpdma_SOURCES = %D%/tests/test_gpdma.c %D%/tests/test_machine.h
%C%_tests_test_gpdma_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32u585"'
%C%_tests_test_gpdma_CFLAGS = $(sim_cflags)
%C%_tests_test_gpdma_LDADD = $(sim_test_libs)

%C%_tests_test_link_SOURCES = %D%/tests/test_link.c %D%/tests/test_machine.h
%C%_tests_test_link_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_link_CFLAGS = $(sim_cflags)
%C%_tests_test_link_LDADD = $(sim_test_libs)

%C%_tests_test_makers_SOURCES = %D%/tests/test_makers.c %D%/tests/pins.h
%C%_tests_test_makers_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_makers_CFLAGS = $(sim_cflags)
%C%_tests_test_makers_LDADD = $(sim_test_libs)

%C%_tests_test_models_SOURCES = %D%/tests/test_models.c %D%/tests/pins.h
%C%_tests_test_models_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_models_CFLAGS = $(sim_cflags)
%C%_tests_test_models_LDADD = $(sim_test_libs)

%C%_tests_test_mpu_v7_SOURCES = %D%/tests/test_mpu.c %D%/tests/test_machine.h
%C%_tests_test_mpu_v7_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32f412"'
%C%_tests_test_mpu_v7_CFLAGS = $(sim_cflags)
%C%_tests_test_mpu_v7_LDADD = $(sim_test_libs)

%C%_tests_test_mpu_v8_SOURCES = %D%/tests/test_mpu.c %D%/tests/test_machine.h
%C%_tests_test_mpu_v8_CPPFLAGS = $(sim_test_cppflags) -DTEST_DIE='"stm32l562"' -DTEST_V8
%C%_tests_test_mpu_v8_CFLAGS = $(sim_cflags)
%C%_tests_test_mpu_v8_LDADD = $(sim_test_libs)

%C%_tests_test_nor_SOURCES = %D%/tests/test_nor.c %D%/tests/xspi_bench.c %D%/tests/xspi_bench.h
%C%_tests_test_nor_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_nor_CFLAGS = $(sim_cflags)
%C%_tests_test_nor_LDADD = $(sim_test_libs)

%C%_tests_test_octospi_SOURCES = %D%/tests/test_octospi.c %D%/tests/xspi_bench.c %D%/tests/xspi_bench.h
%C%_tests_test_octospi_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_octospi_CFLAGS = $(sim_cflags)
%C%_tests_test_octospi_LDADD = $(sim_test_libs)

%C%_tests_test_octospi_map_SOURCES = %D%/tests/test_octospi_map.c %D%/tests/xspi_bench.c %D%/tests/xspi_bench.h
%C%_tests_test_octospi_map_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_octospi_map_CFLAGS = $(sim_cflags)
%C%_tests_test_octospi_map_LDADD = $(sim_test_libs)

quad_bench = %D%/tests/quad_bench.c %D%/tests/quad_bench.h %D%/tests/xspi_bench.c %D%/tests/xspi_bench.h
%C%_tests_test_quadspi_SOURCES = %D%/tests/test_quadspi.c $(quad_bench)
%C%_tests_test_quadspi_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_quadspi_CFLAGS = $(sim_cflags)
%C%_tests_test_quadspi_LDADD = $(sim_test_libs)

%C%_tests_test_quadspi_banks_SOURCES = %D%/tests/test_quadspi_banks.c $(quad_bench)
%C%_tests_test_quadspi_banks_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_quadspi_banks_CFLAGS = $(sim_cflags)
%C%_tests_test_quadspi_banks_LDADD = $(sim_test_libs)

%C%_tests_test_quadspi_map_SOURCES = %D%/tests/test_quadspi_map.c $(quad_bench)
%C%_tests_test_quadspi_map_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_quadspi_map_CFLAGS = $(sim_cflags)
%C%_tests_test_quadspi_map_LDADD = $(sim_test_libs)

%C%_tests_test_modes_SOURCES = %D%/tests/test_modes.c $(quad_bench)
%C%_tests_test_modes_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_modes_CFLAGS = $(sim_cflags)
%C%_tests_test_modes_LDADD = $(sim_test_libs)

%C%_tests_test_manager_SOURCES = %D%/tests/test_manager.c %D%/tests/xspi_bench.c %D%/tests/xspi_bench.h
%C%_tests_test_manager_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_manager_CFLAGS = $(sim_cflags)
%C%_tests_test_manager_LDADD = $(sim_test_libs)

%C%_tests_test_errata_SOURCES = %D%/tests/test_errata.c $(quad_bench)
%C%_tests_test_errata_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_errata_CFLAGS = $(sim_cflags)
%C%_tests_test_errata_LDADD = $(sim_test_libs)

%C%_tests_test_soc_SOURCES = %D%/tests/test_soc.c %D%/tests/test_soc.h
%C%_tests_test_soc_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_soc_CFLAGS = $(sim_cflags)
%C%_tests_test_soc_LDADD = $(sim_test_libs)

%C%_tests_test_soc_flash_SOURCES = %D%/tests/test_soc_flash.c %D%/tests/test_soc.h
%C%_tests_test_soc_flash_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_soc_flash_CFLAGS = $(sim_cflags)
%C%_tests_test_soc_flash_LDADD = $(sim_test_libs)

%C%_tests_test_trace_SOURCES = %D%/tests/test_trace.c %D%/tests/pins.h
%C%_tests_test_trace_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_trace_CFLAGS = $(sim_cflags)
%C%_tests_test_trace_LDADD = $(sim_test_libs)

%C%_tests_test_states_SOURCES = %D%/tests/test_states.c %D%/tests/pins.h
%C%_tests_test_states_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_states_CFLAGS = $(sim_cflags)
%C%_tests_test_states_LDADD = $(sim_test_libs)

%C%_tests_test_wires_SOURCES = %D%/tests/test_wires.c $(quad_bench)
%C%_tests_test_wires_CPPFLAGS = $(sim_test_cppflags)
%C%_tests_test_wires_CFLAGS = $(sim_cflags)
%C%_tests_test_wires_LDADD = $(sim_test_libs)

check_PROGRAMS += $(sim_tests)
TESTS += $(sim_tests)
