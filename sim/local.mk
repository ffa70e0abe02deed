# SPDX-License-Identifier: GPL-2.0-or-later
#
# The simulated board: bin_PROGRAMS += %D%/... , dist_boards_DATA += %D%/boards/... , dist_man_MANS, check_PROGRAMS and TESTS.
