# SPDX-License-Identifier: GPL-2.0-or-later

# The default board without -pins: a board script sets up pins, controller and chip, as for upstream's driver.
# "dropin_setup MODE" leaves the flash mapped; MODE is 1-1-1, 1-1-4, 1-4-4 or 4-4-4.

source [find interface/stlink-dap.cfg]
transport select dapdirect_swd
source [find target/stm32l5x.cfg]
flash bank ext stm32xspi 0x90000000 0 0 0 $_TARGETNAME 0x44021000

# Registers of OCTOSPI1: RM0438, OCTOSPI chapter
set OCTOSPI 0x44021000
foreach {name offset} {CR 0x000 DCR1 0x008 DCR2 0x00C SR 0x020 FCR 0x024 DLR 0x040 DR 0x050 CCR 0x100 TCR 0x108
		IR 0x110 ABR 0x120} {
	set OCTOSPI_$name [expr {$OCTOSPI + $offset}]
}

proc octospi_idle {mode} {
	while {[mrw $::OCTOSPI_SR] & 0x20} {}
	mww $::OCTOSPI_FCR 0x1b
	mww $::OCTOSPI_CR [expr {$mode << 28 | 0x00400301}]
}

# An opcode on some lines (CCR), with a byte of data or none
proc octospi_send {ccr opcode {byte ""}} {
	octospi_idle 0
	mww $::OCTOSPI_TCR 0
	mww $::OCTOSPI_DLR 0
	mww $::OCTOSPI_CCR $ccr
	mww $::OCTOSPI_IR $opcode
	if {$byte ne ""} {
		mwb $::OCTOSPI_DR $byte
	}
	while {!([mrw $::OCTOSPI_SR] & 2)} {}
}

proc octospi_get {opcode} {
	octospi_idle 1
	mww $::OCTOSPI_TCR 0
	mww $::OCTOSPI_DLR 0
	mww $::OCTOSPI_CCR 0x01000001
	mww $::OCTOSPI_IR $opcode
	while {!([mrw $::OCTOSPI_SR] & 2)} {}
	return [mrb $::OCTOSPI_DR]
}

proc dropin_pins {} {
	mmw 0x4002104C 0x00000003 0
	mmw 0x42020020 0xAA00AA00 0x55005500
	mmw 0x42020008 0x0000F0F0 0
	mmw 0x42020000 0x0000A0A0 0x00005050
	mmw 0x42020420 0x000000AA 0x00000055
	mmw 0x42020408 0x0000000F 0
	mmw 0x42020400 0x0000000A 0x00000005
}

proc dropin_setup {mode} {
	dropin_pins
	mmw 0x40021050 0x00000100 0
	# 16 MiB, chip select high for 5 clocks; a quarter of 110 MHz
	mww $::OCTOSPI_DCR1 0x00170408
	mww $::OCTOSPI_DCR2 3
	octospi_idle 0
	# out of QPI, whatever was before; quad enable
	octospi_send 0x00000003 0xf5
	if {!([octospi_get 0x05] & 0x40)} {
		octospi_send 0x00000001 0x06
		octospi_send 0x01000001 0x01 0x40
		while {[octospi_get 0x05] & 1} {}
	}
	if {$mode eq "4-4-4"} {
		octospi_send 0x00000001 0x35
	}
	octospi_idle 0
	lassign [dict get {
		1-1-1 {0x01002101 0 0x03}
		1-1-4 {0x03002101 8 0x6b}
		1-4-4 {0x03032301 4 0xeb}
		4-4-4 {0x03032303 4 0xeb}
	} $mode] ccr tcr ir
	mww $::OCTOSPI_TCR $tcr
	mww $::OCTOSPI_CCR $ccr
	mww $::OCTOSPI_ABR 0
	mww $::OCTOSPI_IR $ir
	octospi_idle 3
}
