/** A share of the width, as SVG writes it. */
export function percent(value: number): string {
  return `${Math.round(value * 1000) / 1000}%`
}
