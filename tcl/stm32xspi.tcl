# SPDX-License-Identifier: GPL-2.0-or-later

# Makes "program" refuse an image that does not fit into the flash banks, before anything is erased.
#
# OpenOCD's "flash write_image" writes what fits, leaves out the rest and reports success: a segment in no bank is
# skipped, a segment that ends beyond its bank is cut. That command stays as it is. "program" keeps its arguments,
# messages and exit codes, and checks in between that the banks of the current target hold every byte of the image.
# OpenOCD's own procedure stays available as stm32xspi_openocd_program.
#
# Board files source this file; sourcing it again changes nothing.

# Most segments that are safe: OpenOCD's table for HEX and S-record files has 512 entries (IMAGE_MAX_SECTIONS) and it
# touches the one after the last segment; beyond the table it corrupts its own memory
set _STM32XSPI_MAX_SEGMENTS 511

# Most lines to print about one image
set _STM32XSPI_MAX_PROBLEMS 8

# Failures in this file end with ERROR_FAIL, as a failed command of OpenOCD does, and not as Tcl errors: OpenOCD would
# print their stack trace when it shuts down.
proc stm32xspi_fail {message} {
	return -code -4 $message
}

# Wait until ([mrw address] & mask) == value, 100 ms at most
proc stm32xspi_wait_register {address mask value} {
	for {set tries 0} {$tries < 100} {incr tries} {
		set found [mrw $address]
		if {($found & $mask) == $value} {
			return
		}
		sleep 1
	}
	error "register [stm32xspi_hex $address] reads [stm32xspi_hex $found], wanted [stm32xspi_hex $value] in bits\
		[stm32xspi_hex $mask]: was the target reset, or is its supply bad?"
}

# For board files: behind the target's own reset-init handler, which sets its clock, let the link run at this rate
proc stm32xspi_raise_speed {target khz} {
	$target configure -event reset-init "[$target cget -event reset-init]\nadapter speed $khz\n"
}

proc stm32xspi_hex {number} {
	return [format "0x%08x" $number]
}

proc stm32xspi_range {first size} {
	return "[stm32xspi_hex $first]..[stm32xspi_hex [expr {$first + $size - 1}]]"
}

# The type that OpenOCD takes an image for: given by name, or by the first bytes of the file
proc stm32xspi_image_type {filename type} {
	if {$type ne ""} {
		return $type
	}
	set file [open $filename rb]
	set start [read $file 9]
	close $file
	if {[string bytelength $start] < 9} {
		stm32xspi_fail "is shorter than 9 bytes: OpenOCD cannot tell its type"
	}
	if {[string byterange $start 0 3] eq "\x7fELF"} {
		return elf
	} elseif {[regexp {^:[0-9A-Fa-f]{6}0[0-5]} $start]} {
		return ihex
	} elseif {[regexp {^S[0-8][0-9A-Fa-f]{2}} $start]} {
		return s19
	}
	return bin
}

# An unsigned integer of an ELF file: $order is -uintle or -uintbe, $offset and $size count bytes
proc stm32xspi_elf_field {data order offset size} {
	return [unpack $data $order [expr {8 * $offset}] [expr {8 * $size}]]
}

# {physical address, virtual address, size in file} of each segment that is loaded from an ELF file
proc stm32xspi_elf_segments {filename} {
	set file [open $filename rb]
	set header [read $file 52]
	if {[string bytelength $header] < 52} {
		close $file
		stm32xspi_fail "ends within the ELF header"
	}
	if {[stm32xspi_elf_field $header -uintle 4 1] != 1} {
		close $file
		stm32xspi_fail "is not a 32-bit ELF file"
	}
	set order [expr {[stm32xspi_elf_field $header -uintle 5 1] == 2 ? "-uintbe" : "-uintle"}]
	set table_at [stm32xspi_elf_field $header $order 28 4]
	set table_size [expr {32 * [stm32xspi_elf_field $header $order 44 2]}]
	$file seek $table_at
	set table [read $file $table_size]
	close $file
	if {[string bytelength $table] != $table_size} {
		stm32xspi_fail "ends within the ELF program headers"
	}

	set segments {}
	set physical 0
	for {set at 0} {$at < $table_size} {incr at 32} {
		foreach {name offset} {type 0 data_at 4 virt 8 phys 12 filesz 16} {
			set $name [stm32xspi_elf_field $table $order [expr {$at + $offset}] 4]
		}
		set physical [expr {$physical | $phys}]
		if {$type != 1 || $filesz == 0} {
			continue
		}
		if {$data_at + $filesz > [file size $filename]} {
			stm32xspi_fail "ends within the segment at [stm32xspi_hex $phys]: it is cut short"
		}
		lappend segments [list $phys $virt $filesz]
	}
	# Some linkers leave all physical addresses 0; OpenOCD then takes the virtual ones
	set use_virtual [expr {$physical == 0 && [llength $segments] > 1}]
	return [lmap segment $segments {
		list [lindex $segment $use_virtual] [lindex $segment 2]
	}]
}

# Collects addresses in the order of a file: a jump ends a segment. State: {segments, start, next address}
proc stm32xspi_segment_jump {stateVar address} {
	upvar $stateVar state
	lassign $state segments start next
	if {$next != $start} {
		if {[llength $segments] >= $::_STM32XSPI_MAX_SEGMENTS} {
			stm32xspi_fail "has more than $::_STM32XSPI_MAX_SEGMENTS segments, which is the most that OpenOCD can hold"
		}
		lappend segments [list $start [expr {$next - $start}]]
	}
	set state [list $segments $address $address]
}

# The address bookkeeping is OpenOCD's, so that the result is what it would write
proc stm32xspi_ihex_segments {filename} {
	set file [open $filename r]
	set state {{} 0 0}
	set next 0
	set number 0
	set ended 0
	while {[gets $file line] >= 0} {
		incr number
		if {[scan $line ":%2x%4x%2x%4x" count address type value] < 3} {
			if {[string trim $line] eq "" || [string index $line 0] eq "#"} {
				continue
			}
			close $file
			stm32xspi_fail "line $number is no Intel HEX record"
		}
		if {$type == 0} {
			if {($next & 0xffff) != $address} {
				lset state 2 $next
				set next [expr {($next & 0xffff0000) | $address}]
				stm32xspi_segment_jump state $next
			}
			incr next $count
		} elseif {$type == 1} {
			set ended 1
			lset state 2 $next
			set next 0
			stm32xspi_segment_jump state $next
		} elseif {$type == 2 || $type == 4} {
			set shift [expr {$type == 2 ? 4 : 16}]
			if {$next >> $shift != $value} {
				lset state 2 $next
				set next [expr {($next & 0xffff) | ($value << $shift)}]
				stm32xspi_segment_jump state $next
			}
		}
	}
	close $file
	if {!$ended} {
		stm32xspi_fail "has no end-of-file record: it is cut short"
	}
	return [lindex $state 0]
}

proc stm32xspi_s19_segments {filename} {
	set file [open $filename r]
	set state {{} 0 0}
	set next 0
	set number 0
	set ended 0
	while {[gets $file line] >= 0} {
		incr number
		if {[scan $line "S%1x%2x" type count] != 2} {
			if {[string trim $line] eq "" || [string index $line 0] eq "#"} {
				continue
			}
			close $file
			stm32xspi_fail "line $number is no S-record"
		}
		if {$type >= 1 && $type <= 3} {
			set width [expr {$type + 1}]
			if {[scan $line "S%*1x%*2x%[expr {2 * $width}]x" address] != 1 || $count < $width + 1} {
				close $file
				stm32xspi_fail "line $number is cut short"
			}
			if {$next != $address} {
				lset state 2 $next
				set next $address
				stm32xspi_segment_jump state $next
			}
			incr next [expr {$count - $width - 1}]
		} elseif {$type >= 7} {
			set ended 1
			lset state 2 $next
			set next 0
			stm32xspi_segment_jump state $next
		}
	}
	close $file
	if {!$ended} {
		stm32xspi_fail "has no end record: it is cut short"
	}
	return [lindex $state 0]
}

# {address size} of each segment of an image, sorted by address
proc stm32xspi_image_segments {filename offset type} {
	switch -- [stm32xspi_image_type $filename $type] {
		elf { set segments [stm32xspi_elf_segments $filename] }
		ihex { set segments [stm32xspi_ihex_segments $filename] }
		s19 { set segments [stm32xspi_s19_segments $filename] }
		bin { set segments [list [list 0 [file size $filename]]] }
		default { stm32xspi_fail "has the type '$type'; types that can be checked: bin, elf, ihex, s19" }
	}
	set segments [lmap segment $segments {
		list [expr {[lindex $segment 0] + $offset}] [lindex $segment 1]
	}]
	return [lsort -integer -index 0 $segments]
}

# {name base size usable} of each bank of the current target, in OpenOCD's order. A bank tells its size only when it
# has been probed; one that no segment can be in is left alone.
proc stm32xspi_banks {segments} {
	lassign [lindex $segments 0] lowest
	lassign [lindex $segments end] last_start last_size
	set number -1
	set banks {}
	foreach bank [flash list] {
		incr number
		if {[dict exists $bank target] && [dict get $bank target] ne [target current]} {
			continue
		}
		set size [dict get $bank size]
		set base [dict get $bank base]
		set reachable [expr {$base < $last_start + $last_size && ($size == 0 || $base + $size > $lowest)}]
		set usable 1
		if {$reachable && ($size == 0 || [dict get $bank driver] eq "stm32xspi")} {
			set usable [expr {![catch {flash probe $number}]}]
			set bank [lindex [flash list] $number]
		}
		lappend banks [list [dict get $bank name] [dict get $bank base] [dict get $bank size] $usable]
	}
	return $banks
}

# Index of the first bank that holds an address, or -1
proc stm32xspi_bank_at {banks address} {
	set index 0
	foreach bank $banks {
		lassign $bank name base size usable
		if {$usable && $address >= $base && $address < $base + $size} {
			return $index
		}
		incr index
	}
	return -1
}

# What is wrong with a segment's place, or nothing
proc stm32xspi_segment_problem {banks start size} {
	set address $start
	set index -1
	while {$address < $start + $size} {
		set next [stm32xspi_bank_at $banks $address]
		if {$next < 0} {
			break
		}
		set index $next
		lassign [lindex $banks $index] name base bank_size
		set address [expr {$base + $bank_size}]
	}
	set segment "segment [stm32xspi_range $start $size]"
	if {$address >= $start + $size} {
		return ""
	}
	if {$index >= 0} {
		return "$segment ends [expr {$start + $size - $address}] bytes beyond bank '$name'\
			([stm32xspi_range $base $bank_size])"
	}
	foreach bank $banks {
		lassign $bank name base bank_size usable
		if {!$usable && $start >= $base && ($bank_size == 0 || $start < $base + $bank_size)} {
			return "$segment needs bank '$name' at [stm32xspi_hex $base], which cannot be probed (cause above)"
		}
	}
	return "$segment is in no bank"
}

# Where the image and the banks do not agree, a line each
proc stm32xspi_placement_problems {segments} {
	set banks [stm32xspi_banks $segments]
	set problems {}
	set end -1
	foreach segment $segments {
		lassign $segment start size
		if {$start < $end} {
			lappend problems "segment [stm32xspi_range $start $size] overlaps the one before it"
		}
		set problem [stm32xspi_segment_problem $banks $start $size]
		if {$problem ne ""} {
			lappend problems $problem
		}
		set end [expr {$start + $size}]
	}
	if {[llength $problems] == 0} {
		return {}
	}

	set usable [lmap bank $banks {
		lassign $bank name base size probed
		if {!$probed || $size == 0} {
			continue
		}
		list "'$name' [stm32xspi_range $base $size]"
	}]
	set problems [lrange $problems 0 $::_STM32XSPI_MAX_PROBLEMS-1]
	return [linsert $problems end "usable banks: [join [concat {*}$usable] {, }]"]
}

# Takes the arguments of "flash write_image". Returns 1, or 0 after messages that say why the image does not fit
proc stm32xspi_image_fits {args} {
	while {[lindex $args 0] in {erase unlock}} {
		set args [lrange $args 1 end]
	}
	lassign $args filename offset type
	set next "correct the linker script, the address argument or the 'flash bank' line"
	if {[catch {find $filename} path]} {
		set problems [list "the file cannot be found"]
		set next "correct the file name"
	} elseif {[catch {stm32xspi_image_segments $path [expr {$offset eq "" ? 0 : $offset}] $type} segments]} {
		set problems [list "the file $segments"]
		set next "make the file again, or copy it again"
	} elseif {[llength $segments] == 0} {
		set problems [list "the file has nothing to load"]
	} else {
		set problems [stm32xspi_placement_problems $segments]
		if {$offset eq "" && [stm32xspi_image_type $path $type] eq "bin"} {
			set next "give the address of a binary file: program $filename ADDRESS"
		} elseif {[string match "*cannot be probed*" $problems]} {
			set next "find out why: 'stm32xspi check BANK' tests the board step by step"
		}
	}
	if {[llength $problems] == 0} {
		return 1
	}
	foreach problem $problems {
		echo "Error: $filename: $problem"
	}
	echo "Error: nothing was erased or written; next: $next"
	return 0
}

lappend _telnet_autocomplete_skip {*}[info procs stm32xspi_*]

if {[info commands stm32xspi_openocd_program] eq ""} {
	rename program stm32xspi_openocd_program
}

# While OpenOCD's own "program" runs, its call of "flash write_image" passes through the check, so that the check's
# place (after the reset, before the erase), the messages and the exit codes are OpenOCD's.
proc program {filename args} {
	# The command to stand in for exists only after this
	if {[catch {init}] != 0} {
		program_error "** OpenOCD init failed **" 1
	}
	if {[info commands {flash write_image}] eq ""} {
		return [stm32xspi_openocd_program $filename {*}$args]
	}

	rename {flash write_image} stm32xspi_openocd_write_image
	proc {flash write_image} {args} {
		if {![stm32xspi_image_fits {*}$args]} {
			stm32xspi_fail ""
		}
		return [stm32xspi_openocd_write_image {*}$args]
	}
	try {
		stm32xspi_openocd_program $filename {*}$args
	} finally {
		rename {flash write_image} ""
		rename stm32xspi_openocd_write_image {flash write_image}
	}
}
