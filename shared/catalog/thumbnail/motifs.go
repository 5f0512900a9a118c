package thumbnail

import (
	"fmt"
	"strings"
)

// The motifs are line drawings at the upper right, about 110 by 80 units around (245, 55). They inherit their pen.

// pulse is a cross and the line of a heartbeat: health care.
func pulse(b *strings.Builder) {
	b.WriteString(`<path d="M258 18h16v14h14v16h-14v14h-16v-14h-14v-16h14z"/><path d="M150 58h34l7-13 10 28 9-38 9 23h18"/>`)
}

// coins are stacks that grow: banking.
func coins(b *strings.Builder) {
	for i := range 4 {
		for n := range i + 2 {
			fmt.Fprintf(b, `<ellipse cx="%d" cy="%d" rx="13" ry="5"/>`, 196+32*i, 66-10*n)
		}
	}
}

// waves are a mast's signal: telecommunications.
func waves(b *strings.Builder) {
	b.WriteString(`<circle cx="252" cy="42" r="4.5" fill="#fff" fill-opacity=".4"/>` +
		`<path d="M239 30a18 18 0 0 0 0 24M265 30a18 18 0 0 1 0 24M228 20a33 33 0 0 0 0 44M276 20a33 33 0 0 1 0 44M217 10a48 48 0 0 0 0 64M287 10a48 48 0 0 1 0 64M252 47v26"/>`)
}

// gears are two wheels: manufacturing. The teeth are a dashed pen.
func gears(b *strings.Builder) {
	b.WriteString(`<circle cx="268" cy="42" r="25" stroke-width="9" stroke-dasharray="9.8 9.8"/><circle cx="268" cy="42" r="20"/><circle cx="268" cy="42" r="8"/>` +
		`<circle cx="222" cy="62" r="16" stroke-width="7" stroke-dasharray="7.2 7.2"/><circle cx="222" cy="62" r="12"/><circle cx="222" cy="62" r="4"/>`)
}

// route is a way with stops and a parcel: logistics.
func route(b *strings.Builder) {
	b.WriteString(`<path d="M168 66C190 20 214 90 238 52S282 24 296 40" stroke-dasharray="2 7"/><circle cx="168" cy="66" r="5"/><circle cx="238" cy="52" r="5"/>` +
		`<path d="M296 40c-11-13-11-24 0-24s11 11 0 24z"/><circle cx="296" cy="25" r="3"/><path d="M192 18l15-7 15 7v17l-15 7-15-7zM192 18l15 7 15-7M207 25v17"/>`)
}

// player is a screen with a play button and a level: media.
func player(b *strings.Builder) {
	b.WriteString(`<rect x="214" y="16" width="84" height="52" rx="8"/><path d="M248 30l20 12-20 12z" fill="#fff" fill-opacity=".3"/><path d="M226 80h60M240 80v-12M272 80v-12M152 66V52M164 66V38M176 66V46M188 66V30M200 66V54"/>`)
}

// layers are sheets over each other: software.
func layers(b *strings.Builder) {
	b.WriteString(`<path d="M254 14l44 20-44 20-44-20z" fill="#fff" fill-opacity=".12"/><path d="M210 48l44 20 44-20M210 62l44 20 44-20"/><path d="M168 34h22M168 48h22M168 62h22"/>`)
}

// bags are shopping bags: retail.
func bags(b *strings.Builder) {
	b.WriteString(`<path d="M246 34h44l5 44h-54z"/><path d="M257 42V30a11 11 0 0 1 22 0v12"/><path d="M200 48h30l4 30h-38z"/><path d="M207 54v-8a8 8 0 0 1 16 0v8"/><path d="M166 58h20l3 20h-26z"/>`)
}

// rings overlap: everything else.
func rings(b *strings.Builder) {
	b.WriteString(`<circle cx="232" cy="46" r="30"/><circle cx="262" cy="46" r="30"/><circle cx="292" cy="46" r="30"/><circle cx="190" cy="60" r="10"/>`)
}
