# SPDX-License-Identifier: GPL-2.0-or-later

# Example firmware: code in internal flash, an unmodified font of Debian's fonts-dejavu-core in the external one.

FONT_FILE = $(EXAMPLE_FONT_DIR)/DejaVuSans.ttf

examples_DATA += \
	examples/font.elf \
	examples/font.hex \
	examples/font.srec \
	examples/font-internal.bin \
	examples/font-external.bin \
	examples/font-semihosting.elf
CLEANFILES += $(examples_DATA) examples/tables.c

FONT_DIR = $(abs_top_srcdir)/examples/font
FONT_CODE = \
	$(FONT_DIR)/main.c \
	$(FONT_DIR)/startup.c \
	$(FONT_DIR)/board.c \
	$(FONT_DIR)/serial_flash.c \
	$(FONT_DIR)/text.c \
	$(FONT_DIR)/external.S
FONT_NEEDS = $(FONT_CODE) examples/tables.c $(FONT_FILE) \
	$(FONT_DIR)/example.h $(FONT_DIR)/registers.h $(FONT_DIR)/tables.h $(FONT_DIR)/stm32l562.ld

# The prefix maps make the files the same wherever the tree lies; of two that match the last one counts.
FONT_COMPILE = -mcpu=cortex-m33 -mthumb -mfloat-abi=soft -std=c17 -Os -g \
	-ffreestanding -fno-tree-loop-distribute-patterns -ffunction-sections -fdata-sections $(WARN_CFLAGS) \
	-ffile-prefix-map=$(abs_top_builddir)=. -ffile-prefix-map=$(abs_top_srcdir)=. \
	-I$(FONT_DIR) -DFONT_FILE='"$(FONT_FILE)"'
FONT_LINK = -nostdlib -T $(FONT_DIR)/stm32l562.ld \
	-Wl,--gc-sections -Wl,--fatal-warnings -Wl,--build-id=none

font_link = $(AM_V_GEN)$(ARM_CC) $(FONT_COMPILE) $(FONT_LINK) -o $@ \
	$(FONT_CODE) $(abs_top_builddir)/examples/tables.c
font_copy = $(AM_V_GEN)$(ARM_OBJCOPY)

examples/tables.c: $(FONT_DIR)/make_tables.py $(FONT_FILE)
	$(AM_V_at)$(MKDIR_P) examples
	$(AM_V_GEN)$(PYTHON3) $(FONT_DIR)/make_tables.py $(FONT_FILE) > $@.new && mv $@.new $@

examples/font.elf: $(FONT_NEEDS) $(FONT_DIR)/output_uart.c
	$(font_link) $(FONT_DIR)/output_uart.c

examples/font-semihosting.elf: $(FONT_NEEDS) $(FONT_DIR)/output_semihosting.c
	$(font_link) $(FONT_DIR)/output_semihosting.c

examples/font.hex: examples/font.elf
	$(font_copy) -O ihex examples/font.elf $@

examples/font.srec: examples/font.elf
	$(font_copy) -O srec --srec-forceS3 --srec-len=250 examples/font.elf $@

examples/font-internal.bin: examples/font.elf
	$(font_copy) -O binary --remove-section .external examples/font.elf $@

examples/font-external.bin: examples/font.elf
	$(font_copy) -O binary --only-section .external examples/font.elf $@
