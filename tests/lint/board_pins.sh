#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
#
# tools/board_pins.py: pins out of CubeMX files and Zephyr devicetrees, written here as those tools write them.

top=${XSPI_SRC:-$(cd "$(dirname "$0")/../.." && pwd)}
. "$top/tests/lint/tap.sh"
tmp=$(mktemp -d) || exit 1
trap 'rm -rf "$tmp"' EXIT

# gives FILE TEXT STATUS: what the script prints for the file, and its exit status
gives() {
	found=$(python3 "$top/tools/board_pins.py" "$tmp/$1" 2> "$tmp/errors")
	status=$?
	[ "$found" = "$2" ] && [ "$status" = "$3" ] && return
	echo "found \"$found\", status $status; wanted \"$2\", status $3"
	cat "$tmp/errors"
	return 1
}

plan 9

cat > "$tmp/l562.ioc" << EOF
Mcu.Family=STM32L5
Mcu.Pin0=PA3
PA2.Mode=Quad
PA2.Signal=OCTOSPI1_NCS
PA3.GPIOParameters=GPIO_Label
PA3.Signal=OCTOSPI1_CLK
PB0.Signal=OCTOSPI1_IO1
PB1.Signal=OCTOSPI1_IO0
PA6.Signal=OCTOSPI1_IO3
PA7.Signal=OCTOSPI1_IO2
PC13\\ (TAMP).Signal=GPXTI13
EOF
gives l562.ioc "OCTOSPI1: -pins {CLK PA3 NCS PA2 IO0 PB1 IO1 PB0 IO2 PA7 IO3 PA6}" 0 | result "CubeMX: OCTOSPI1"

cat > "$tmp/u5.ioc" << EOF
Mcu.Family=STM32U5
PF4.Signal=OCTOSPIM_P2_CLK
PI5\\ (x).Signal=OCTOSPIM_P2_NCS
PF0.Signal=OCTOSPIM_P2_IO0
PF1.Signal=OCTOSPIM_P2_IO1
PB10.Signal=OCTOSPIM_P1_CLK
EOF
gives u5.ioc "OCTOSPIM_P1: -pins {CLK PB10}   # no pin for NCS, IO0, IO1
OCTOSPIM_P2: -pins {CLK PF4 NCS PI5 IO0 PF0 IO1 PF1}" 0 | result "CubeMX: two ports, one of them incomplete"

cat > "$tmp/f7.ioc" << EOF
Mcu.Family=STM32F7
PB2.Signal=QUADSPI_CLK
PB6.Signal=QUADSPI_BK1_NCS
PD11.Signal=QUADSPI_BK1_IO0
PD12.Signal=QUADSPI_BK1_IO1
PE2.Signal=QUADSPI_BK1_IO2
PD13.Signal=QUADSPI_BK1_IO3
EOF
gives f7.ioc "QUADSPI_BK1: -pins {CLK PB2 NCS PB6 IO0 PD11 IO1 PD12 IO2 PE2 IO3 PD13}" 0 | result "CubeMX: QUADSPI"

cat > "$tmp/kit.dts" << EOF
/dts-v1/;
&quadspi {
	pinctrl-names = "default"; /* comment with &quadspi_clk_pb2 */
	pinctrl-0 = <&quadspi_clk_pf10 &quadspi_bk1_ncs_pg6
		     &quadspi_bk1_io0_pd11 &quadspi_bk1_io1_pf9
		     &quadspi_bk1_io2_pf7 &quadspi_bk1_io3_pf6
		     &quadspi_bk2_io0_ph2 &quadspi_bk2_io1_ph3>;
	status = "okay";
	flash: qspi-nor-flash@0 {
		status = "disabled";
	};
};
&spi1 {
	pinctrl-0 = <&spi1_sck_pa5 &spi1_miso_pa6>;
};
EOF
gives kit.dts "QUADSPI_BK1: -pins {CLK PF10 NCS PG6 IO0 PD11 IO1 PF9 IO2 PF7 IO3 PF6}
QUADSPI_BK2: -pins {CLK PF10 IO0 PH2 IO1 PH3}   # no pin for NCS" 0 | result "Zephyr: QUADSPI, two banks, another SPI"

cat > "$tmp/h5.overlay" << EOF
&xspi1 {
	pinctrl-0 = <&octospi1_io0_pb1 &octospi1_io1_pd12 &octospi1_clk_pf10_alt1 &octospi1_ncs_pg6 &octospi1_dqs_pb2>;
	pinctrl-names = "default";
};
&octospi2 {
	pinctrl-0 = <&octospim_p2_clk_pf4>;
	status = "disabled";
};
EOF
gives h5.overlay "OCTOSPI1: -pins {CLK PF10 NCS PG6 IO0 PB1 IO1 PD12 DQS PB2}" 0 |
	result "Zephyr: fragment, a disabled node"

cat > "$tmp/twice.ioc" << EOF
Mcu.Family=STM32L4
PE10.Signal=QUADSPI_CLK
PA3.Signal=QUADSPI_CLK
EOF
gives twice.ioc "" 2 | result "a role on two pins is an error"
echo "the message is missing" > "$tmp/said"
grep -q "QUADSPI CLK is both PE10 and PA3; which one is wired?" "$tmp/errors" && : > "$tmp/said"
result "and named" < "$tmp/said"

echo "Mcu.Family=STM32L4" > "$tmp/none.ioc"
gives none.ioc "" 1 | result "no controller in the file"
echo "int main;" > "$tmp/main.c"
gives main.c "" 2 | result "a file of another kind"
