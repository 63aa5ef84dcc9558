/**
 * Sober, for wide and narrow screens, light and dark, and for paper. The page contains it as text, so it must have none
 * of the characters that HTML escapes.
 */
export const styleSheet = `
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1c2127; --quiet: #5d6772; --line: #dde2e7; --wash: #f5f7f9;
  --good: #1a7340; --warn: #8f5a00; --bad: #b3261e; --accent: #2f5f8f;
  --good-wash: #e8f4ec; --warn-wash: #fbf1de; --bad-wash: #fbeae8;
  --bar: #4a7aa8; --bar-quiet: #a9b5c0; --out: #f3dfb4; --up: #7fb894; --away: #c8483f;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --paper: #15191e; --ink: #dbe1e7; --quiet: #94a0ac; --line: #2c343c; --wash: #1b2127;
    --good: #6fce93; --warn: #e5b25d; --bad: #f28b82; --accent: #8ab8e6;
    --good-wash: #17291f; --warn-wash: #2d2415; --bad-wash: #331c1b;
    --bar: #6c9fd0; --bar-quiet: #57626d; --out: #46391d; --up: #3f7a57; --away: #e0726a;
  }
}
* { box-sizing: border-box; }
body {
  max-width: 72rem; margin: 0 auto; padding: 2.5rem 1.5rem 4rem; background: var(--paper); color: var(--ink);
  font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'DejaVu Sans', sans-serif;
}
h1 { margin: 0; font-size: 1.65rem; line-height: 1.25; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { margin: 2.75rem 0 0.75rem; font-size: 1.05rem; }
h3 { margin: 1.5rem 0 0.5rem; font-size: 0.9rem; font-weight: 600; color: var(--quiet); overflow-wrap: anywhere; }
p { margin: 0.25rem 0; }
a { color: inherit; text-decoration: none; }
a:hover { text-decoration: underline; }
code, pre, time { font-family: var(--mono); font-size: 0.85em; font-weight: 400; }
time { color: var(--quiet); font-variant-numeric: tabular-nums; }
.good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
.kind { margin: 0 0 0.35rem; color: var(--quiet); font-size: 0.85rem; font-family: var(--mono); overflow-wrap: anywhere; }
.ending { display: flex; flex-wrap: wrap; gap: 0.2rem 0.8rem; align-items: baseline; margin: 0.9rem 0 0; }
.ending strong { padding: 0.1rem 0.6rem; border-radius: 0.3rem; text-transform: capitalize; background: var(--wash); }
.ending.good strong { background: var(--good-wash); } .ending.warn strong { background: var(--warn-wash); }
.ending.bad strong { background: var(--bad-wash); } .ending span { color: var(--ink); }

.next { margin-top: 1.5rem; padding: 0.9rem 1.1rem; border-left: 3px solid var(--bad); background: var(--wash); }
.next h2 { margin: 0 0 0.5rem; } .next dl { margin: 0; }
.next dl div + div { margin-top: 0.5rem; } .next dd { margin: 0; color: var(--quiet); font-size: 0.9rem; }
.next code { font-size: 0.9rem; font-weight: 600; overflow-wrap: anywhere; user-select: all; }

.quiet { color: var(--quiet); font-size: 0.9rem; }
.effect dl { margin: 0; border-top: 1px solid var(--line); }
.effect dl div { display: grid; grid-template-columns: 6.5rem minmax(0, 1fr); gap: 0 1rem; padding: 0.3rem 0;
  border-bottom: 1px solid var(--line); break-inside: avoid; }
.effect dt { color: var(--quiet); font-size: 0.9rem; } .effect dd { margin: 0; overflow-wrap: anywhere; }
.findings ul { margin: 0.5rem 0 0; padding: 0; list-style: none; }
.findings li { display: grid; grid-template-columns: 4.5rem minmax(0, 1fr); gap: 0 1rem; padding: 0.35rem 0;
  border-top: 1px solid var(--line); break-inside: avoid; overflow-wrap: anywhere; }
.findings li p { margin: 0; } .findings .word { font-weight: 600; font-size: 0.9rem; }

.facts { display: grid; grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: 1rem 1.5rem; margin: 1.75rem 0 0;
  padding-top: 1.25rem; border-top: 1px solid var(--line); }
.facts dt { color: var(--quiet); font-size: 0.8rem; } .facts dd { margin: 0; overflow-wrap: anywhere; }

.timeline ol { margin: 0; padding: 0; list-style: none; border-top: 1px solid var(--line); }
.timeline ol li { display: grid; grid-template-columns: minmax(0, 19rem) minmax(0, 1fr) 8.5rem; column-gap: 1rem;
  align-items: stretch; break-inside: avoid; }
.timeline ol li:not(.axis) { border-bottom: 1px solid var(--line); }
.timeline ol li a { padding: 0.3rem 0; font-size: 0.9rem; line-height: 1.3; overflow-wrap: anywhere; }
.timeline .took { padding: 0.3rem 0; text-align: right; align-self: center; }
.lane { display: block; width: 100%; height: 0; min-height: 100%; }
svg.axis { display: block; width: 100%; height: 2.2rem; overflow: visible; }
svg.axis text { font: 11px var(--mono); fill: var(--quiet); }
.grid { stroke: var(--line); }
.bar { stroke: var(--bar); stroke-width: 11px; } .bar.unchanged, .bar.skipped { stroke: var(--bar-quiet); }
.bar.failed { stroke: var(--bad); } .bar.cut-off { stroke: var(--warn); }
.links-out { fill: var(--out); opacity: 0.55; }
.pause { fill: var(--paper); fill-opacity: 0.6; stroke: var(--bar-quiet); stroke-dasharray: 2 3; }
.took { font-size: 0.85rem; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: nowrap; }
.took.failed { color: var(--bad); } .took.cut-off, .took.skipped { color: var(--warn); }
.legend { display: flex; flex-wrap: wrap; gap: 0.3rem 1.5rem; margin: 0.4rem 0 0; padding: 0; list-style: none;
  color: var(--quiet); font-size: 0.85rem; }
.legend svg { width: 1.4rem; height: 0.8rem; margin-right: 0.5rem; vertical-align: -0.05rem; }

.strips { margin-top: 1.25rem; } .strips h3 { margin: 0 0 0.4rem; }
.strips .service { padding: 0.15rem 0; font-size: 0.85rem; font-family: var(--mono); overflow-wrap: anywhere; }
.strips .took { padding: 0.15rem 0; } .strips li.changed .service, .strips li.changed .took { color: var(--bad); font-weight: 600; }
.strips details { margin: 0; } .strips details ol { border-top: 0; } .strips summary { padding: 0.4rem 0; }
.up { stroke: var(--up); stroke-width: 7px; } .away { stroke: var(--away); stroke-width: 3px; stroke-dasharray: 3 2; }

.steps article { padding: 0.55rem 0; border-top: 1px solid var(--line); scroll-margin-top: 1rem; break-inside: avoid-page; }
.steps article:target { background: var(--wash); }
.steps h4 { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: baseline; margin: 0; font-size: 0.95rem; font-weight: 600; }
.steps h4 .name { flex: 1 1 20rem; overflow-wrap: anywhere; } .steps h4 .took { font-weight: 400; }
.steps article p.bad { margin: 0.1rem 0 0 1rem; font-size: 0.9rem; }
.steps ul { margin: 0.25rem 0 0; padding: 0; list-style: none; }
.steps ul li { padding: 0.05rem 0 0.05rem 1rem; }
.steps code { white-space: pre-wrap; overflow-wrap: anywhere; }
.result { margin-left: 0.8rem; color: var(--quiet); font-size: 0.85rem; white-space: nowrap; }
.result.bad { color: var(--bad); }
.steps pre { margin: 0.2rem 0 0.4rem; padding: 0.45rem 0.7rem; background: var(--wash); border-radius: 0.25rem;
  white-space: pre-wrap; overflow-wrap: anywhere; max-height: 24rem; overflow: auto; }
details { margin-left: 1rem; } details.words { display: inline-block; margin: 0; } summary code { color: var(--ink); } summary { color: var(--quiet); font-size: 0.85rem; cursor: pointer; }
details ul li { padding-left: 0; }

.pictures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 33rem), 1fr)); gap: 1.25rem; }
figure { margin: 0; min-width: 0; } figure details { margin: 0; }
.pictures .came, strong.came { color: var(--good); } .pictures .gone, strong.gone { color: var(--accent); }
 figcaption { margin-bottom: 0.35rem; color: var(--quiet); font-size: 0.9rem; }
.pictures pre { margin: 0; padding: 0.7rem 0.9rem; background: var(--wash); border-radius: 0.25rem; font-size: 0.75rem;
  line-height: 1.45; overflow: auto; max-height: 48rem; white-space: pre-wrap; overflow-wrap: anywhere; }
.pictures pre span { display: block; padding-left: 6ch; text-indent: -6ch; }
footer { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--line); color: var(--quiet); font-size: 0.85rem;
  overflow-wrap: anywhere; }

@media (max-width: 46rem) {
  body { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.35rem; }
  .pictures pre { padding: 0.5rem; font-size: 0.65rem; }
  .timeline ol li { grid-template-columns: minmax(0, 1fr) auto; }
  .timeline ol li a { padding-bottom: 0.1rem; }
  .timeline .lane, .timeline svg.axis { grid-row: 2; grid-column: 1 / -1; }
  .timeline .lane { height: 1.1rem; min-height: 0; }
}
@media print {
  body { max-width: none; padding: 0; font-size: 10pt; }
  h2 { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .pictures { display: block; } .pictures figure { margin-bottom: 1rem; }
  .pictures pre, .steps pre { max-height: none; white-space: pre-wrap; overflow-wrap: anywhere; }
  .bar, .up, .away, .links-out, .pause, .ending strong, .next { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
