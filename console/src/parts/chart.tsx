// How many over time: bars of what opened, a line of what cleared. The numbers are said in words as well.
import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { useStore } from "../app/store";
import { theme } from "../app/theme";

export interface Series {
  label: string;
  colour: string; // a CSS colour name of tokens.css, without "--"
  values: number[];
  bars?: boolean;
}

interface Props {
  at: number[]; // seconds since 1970, ascending
  series: Series[];
  says: string; // the whole chart in a sentence
  height?: number;
}

export function Chart({ at, series, says, height = 170 }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const chosen = useStore(theme);
  const data = [at, ...series.map((s) => s.values)] as uPlot.AlignedData;
  const shape = `${chosen} ${series.map((s) => s.label).join()}`;

  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const draw = () => {
      plot.current?.destroy();
      plot.current = new uPlot(optionsFor(element, series, height), data, element);
    };
    draw();
    const wider = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height }));
    wider.observe(element);
    const scheme = matchMedia("(prefers-color-scheme: dark)");
    scheme.addEventListener("change", draw);
    return () => {
      wider.disconnect();
      scheme.removeEventListener("change", draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [shape, height]);
  useEffect(() => plot.current?.setData(data), [at, series]);

  return (
    <figure class="chart">
      <div ref={box} role="img" aria-label={says} />
      <figcaption>
        {series.map((s) => (
          <span key={s.label} class={s.bars ? "chart-key bars" : "chart-key"} style={{ "--key": `var(--${s.colour})` }}>
            {s.label}
          </span>
        ))}
        <span class="quiet">{says}</span>
      </figcaption>
    </figure>
  );
}

function padded(at: ArrayLike<number>, min: number, max: number): [number, number] {
  const half = at.length > 1 ? ((at[1] ?? 0) - (at[0] ?? 0)) / 2 : 0;
  return [min - half, max + half];
}

// A canvas knows no CSS variables: colours are looked up as they are now.
function optionsFor(element: HTMLElement, series: Series[], height: number): uPlot.Options {
  const colour = (name: string) => {
    const probe = document.createElement("span");
    probe.style.color = `var(--${name})`;
    element.append(probe);
    const found = getComputedStyle(probe).color;
    probe.remove();
    return found;
  };
  const axis = { stroke: colour("quiet"), grid: { stroke: colour("line"), width: 1 }, ticks: { show: false }, font: "12px system-ui, sans-serif" };
  return {
    width: element.clientWidth,
    height,
    legend: { show: false },
    cursor: { show: false },
    // Half a step more at both ends, so that the first and the last bar are whole.
    scales: { x: { range: (self, min, max) => padded(self.data[0], min, max) }, y: { range: (_, __, max) => [0, Math.max(4, Math.ceil(max * 1.1))] } },
    axes: [
      { ...axis, values: (_, times) => times.map((t) => new Date(t * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", hourCycle: "h23" })) },
      { ...axis, size: 36, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 100_000] },
    ],
    series: [
      {},
      ...series.map((s) =>
        s.bars
          ? { label: s.label, stroke: colour(s.colour), fill: colour(s.colour), width: 0, points: { show: false }, paths: uPlot.paths.bars?.({ size: [0.7, 24] }) }
          : { label: s.label, stroke: colour(s.colour), width: 2, points: { show: false }, paths: uPlot.paths.stepped?.({ align: 1 }) },
      ),
    ],
  };
}
